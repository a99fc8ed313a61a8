package covey.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.ScalarGames;
import covey.env.StateAccess;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.space.Space;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A walker on a line, whose recordings are short enough to be written by hand.
class GoldenReplayTest {
  private static final String HEADER = """
      {"rec":"header","format":"golden-marl/1","env":"walker_v1","kwargs":{},"api":"parallel","agents":["walker"]}
      """;
  private static final String RESET = """
      {"rec":"reset","ep":0,"obs":{"walker":[0.5]},"state":{"place":[0.5],"steps":0}}
      """;
  private static final String STEPS = """
      {"rec":"step","ep":0,"t":1,"actions":{"walker":1},"obs":{"walker":[1.5]},"rewards":{"walker":-1.5},\
      "term":{"walker":false},"trunc":{"walker":false},"agents_after":["walker"],"state":{"place":[1.5],"steps":1}}
      {"rec":"step","ep":0,"t":2,"actions":{"walker":0},"obs":{"walker":[0.5]},"rewards":{"walker":-0.5},\
      "term":{"walker":false},"trunc":{"walker":true},"agents_after":[],"state":{"place":[0.5],"steps":2}}
      """;

  @TempDir Path folder;

  @Test
  void a_right_recording_passes_and_is_counted() throws IOException {
    GoldenReport report = replay(HEADER + RESET + STEPS, 1);
    assertTrue(report.passed(), report.problems().toString());
    assertEquals(1, report.files());
    assertEquals(2, report.steps());
    assertEquals(List.of("observation", "reward", "stateOfEpisode", "state"), List.copyOf(report.largestError().keySet()));
  }

  @Test
  void an_error_that_grows_is_found_in_the_step_and_in_the_episode() throws IOException {
    // Every step goes 1e-10 too far: too much for a step alone (1e-12), and nothing for an episode of two (1e-9).
    GoldenReport report = replay(HEADER + RESET + STEPS, 1 + 1e-10);
    assertFalse(report.passed());
    assertTrue(report.problems().stream().allMatch(problem -> problem.contains("alone: place[0]")),
        report.problems().toString());
    assertEquals(2, report.mismatches());
    // 1e-8 is too much for both; the reward (1e-9) tells it as well.
    assertTrue(replay(HEADER + RESET + STEPS, 1 + 1e-8).problems().stream()
        .anyMatch(problem -> problem.contains("step 1 of the whole episode: place[0]")));
  }

  @Test
  void what_is_not_compared_is_not_passed_over_in_silence() throws IOException {
    GoldenReport report = replay(HEADER + RESET + STEPS.replace("\"steps\":1}", "\"steps\":1,\"hat\":[1]}"), 1);
    assertEquals("the recorded state has hat, but the environment knows only [place, steps]",
        report.problems().getFirst().substring(report.problems().getFirst().indexOf("the recorded")));
  }

  @Test
  void an_impossible_action_other_agents_and_an_early_end_are_told() throws IOException {
    assertProblem(HEADER + RESET + STEPS.replace("\"walker\":1}", "\"walker\":7}"),
        "the action 7 is none of the choices 0 to 1");
    assertProblem(HEADER.replace("[\"walker\"]", "[\"runner\"]") + RESET + STEPS,
        "the agents are [runner], but the environment has [walker]");
    assertProblem(HEADER + RESET + STEPS.lines().findFirst().orElseThrow().replace("[\"walker\"]", "[]"),
        "last = false, but true is recorded");
    assertProblem(RESET + STEPS, "a header was expected");
    assertProblem(HEADER + STEPS, "a reset was expected");
  }

  @Test
  void an_environment_without_access_to_its_state_is_skipped() throws IOException {
    write(HEADER + RESET + STEPS);
    EnvironmentConfig closed = new EnvironmentConfig() {
      @Override
      public EnvironmentSpec spec() {
        return new Walking(1).spec();
      }

      @Override
      public VectorEnvironment create(int games) {
        return ScalarGames.of(spec(), 0, () -> {
          throw new AssertionError("no game is needed");
        });
      }
    };
    GoldenReport report = GoldenReplay.verify(folder, (name, options) -> Optional.of(closed));
    assertEquals("walker-v1 cannot be put into a recorded state", report.skipped().getFirst().reason());
  }

  private void assertProblem(String text, String sentence) throws IOException {
    GoldenReport report = replay(text, 1);
    assertFalse(report.passed());
    assertTrue(report.problems().getFirst().contains(sentence), report.problems().toString());
  }

  private GoldenReport replay(String text, double stride) throws IOException {
    write(text);
    return GoldenReplay.verify(folder, (name, options) ->
        name.equals("walker_v1") ? Optional.of(new Walking(stride)) : Optional.empty());
  }

  private void write(String text) throws IOException {
    try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("walk.jsonl.gz")))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Action 1 walks up, action 0 down; the reward is minus the distance from 0; truncated after two steps.
  private static final class Walking implements EnvironmentConfig {
    private final double stride;

    Walking(double stride) {
      this.stride = stride;
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of("walker-v1",
          List.of(EnvironmentSpec.Slot.of("walker", "walker", "all", Space.Box.unbounded(1), new Space.Discrete(2))),
          EnvironmentSpec.Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Walker(spec(), stride);
    }
  }

  private static final class Walker implements VectorEnvironment, StateAccess {
    private final EnvironmentSpec spec;
    private final double stride;
    private double place;
    private int steps;

    Walker(EnvironmentSpec spec, double stride) {
      this.spec = spec;
      this.stride = stride;
    }

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public int games() {
      return 1;
    }

    @Override
    public void advance(Commands in, Timestep out) {
      assertEquals(Command.STEP, in.command[0]);
      place += in.action(0, 0) == 1 ? stride : -stride;
      steps++;
      write(out);
      out.columns().reward[out.paid(0, 0)] = -Math.abs(place);
      if (steps >= 2) {
        out.columns().state[out.cell(0, 0)] = AgentState.WAITS;
        out.columns().ended[out.cell(0, 0)] = Ending.TRUNCATED;
        out.columns().last[out.moment(0)] = true;
      }
    }

    private void write(Timestep out) {
      out.columns().state[out.cell(0, 0)] = AgentState.DECIDES;
      out.columns().layout(0).observation.floats[out.open(0, 0)] = (float) place;
    }

    @Override
    public List<Quantity> quantities() {
      return List.of(new Quantity("place", 1), new Quantity("steps", 1));
    }

    @Override
    public void read(int game, double[] situation) {
      situation[0] = place;
      situation[1] = steps;
    }

    @Override
    public void load(int game, double[] situation, Timestep out) {
      place = situation[0];
      steps = (int) situation[1];
      write(out);
    }
  }
}
