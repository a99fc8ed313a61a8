package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.algorithms.Ppo;
import covey.config.Option;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.environments.Catalogue;
import covey.random.Stream;
import covey.space.Space;
import covey.track.Column;
import covey.track.Metrics;
import covey.track.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergenceTest {
  @TempDir Path folder;

  // ---- written rows ------------------------------------------------------------------------------------------------

  /// Agents `TEAM_NUMBER` of role and team TEAM.
  private static EnvironmentSpec spec(String... teams) {
    var slots = new ArrayList<Slot>();
    for (String team : teams) {
      slots.add(Slot.of(team + "_" + slots.size(), team, team, Space.Box.of(1, 0, 1), new Space.Discrete(2)));
    }
    return EnvironmentSpec.of("written-v1", slots, EnvironmentSpec.Storage.EVERYONE_DECIDES);
  }

  private static Divergence watching(EnvironmentSpec spec) {
    return new Divergence(spec, schema(spec), _ -> true);
  }

  private static Schema schema(EnvironmentSpec spec) {
    return new Schema(spec.slots().stream().map(slot -> Column.result("return/" + slot.id())).toList());
  }

  /// What is said about `rows` rows; the return of each agent by row, counted from 0.
  private static List<String> said(Divergence divergence, int rows, IntToDoubleFunction... agents) {
    var all = new ArrayList<String>();
    for (int i = 0; i < rows; i++) {
      int row = i;
      double[] values = IntStream.range(0, agents.length).mapToDouble(a -> agents[a].applyAsDouble(row)).toArray();
      all.addAll(divergence.watch(new Metrics(i + 1, 100L * (i + 1), i, 0.1 * i, values)));
    }
    return all;
  }

  private static IntToDoubleFunction noise(long seed) {
    var random = new Random(seed);
    return _ -> random.nextGaussian();
  }

  private static IntToDoubleFunction sum(double slope, IntToDoubleFunction noise) {
    return row -> slope * row + noise.applyAsDouble(row);
  }

  @Test
  void one_up_and_the_others_down_is_said_once() {
    // Rows 0 to 39: halves 0 to 19 and 20 to 39 with means 9.5 and 29.5; 0.1 of it is 0.95 and 2.95 for who gains.
    // The others lose 0.2 and 0.4 a row, 0.3 on the mean: 10 - 2.85 = 7.15 and 10 - 8.85 = 1.15.
    List<String> said = said(watching(spec("a", "a", "a")), 400, i -> 10 - 0.2 * i, i -> 0.1 * i, i -> 10 - 0.4 * i);
    assertEquals(List.of("a_1 gains while 2 others of its kind lose: between iterations 1 and 40 the return of one rose"
        + " from 0.9500 to 2.950 and that of the others fell from 7.150 to 1.150; do the rewards pay one for what"
        + " harms the others?"), said);
  }

  @Test
  void it_is_found_in_noise_five_times_as_large_as_what_a_row_adds() {
    List<String> said = said(watching(spec("a", "a")), 40, sum(0.2, noise(1)), sum(-0.2, noise(2)));
    assertEquals(1, said.size());
    assertTrue(said.getFirst().startsWith("a_0 gains while a_1 loses: between iterations 1 and 40 "), said.getFirst());
  }

  @Test
  void rows_without_ended_episodes_do_not_count() {
    IntToDoubleFunction up = i -> i % 2 == 0 ? Double.NaN : i;
    assertEquals(List.of(), said(watching(spec("a", "a")), 79, up, i -> -2 * i));
    List<String> said = said(watching(spec("a", "a")), 80, up, i -> -2 * i);
    assertTrue(said.getFirst().contains("between iterations 2 and 80"), said.toString());
  }

  @Test
  void noise_is_silent() {
    int said = 0;
    for (int run = 0; run < 200; run++) {
      said += said(watching(spec("a", "a", "a")), 1000, noise(3L * run), noise(3L * run + 1), noise(3L * run + 2))
          .size();
    }
    assertEquals(0, said);
  }

  @Test
  void noise_that_takes_from_one_what_it_gives_the_other_is_nearly_silent() {
    int said = 0;
    for (int run = 0; run < 200; run++) {
      var random = new Random(run);
      double[] last = new double[1];
      said += said(watching(spec("a", "a")), 1000, _ -> last[0] = random.nextGaussian(),
          _ -> 0.01 * random.nextGaussian() - last[0]).size();
    }
    // 200 runs of 49 windows at a level of 1e-5 for either agent: 0.2 expected
    assertTrue(said <= 1, said + " said");
  }

  @Test
  void a_team_that_improves_or_decays_together_is_silent() {
    assertEquals(List.of(), said(watching(spec("a", "a")), 200, sum(0.2, noise(1)), sum(0.4, noise(2))));
    assertEquals(List.of(), said(watching(spec("a", "a")), 200, sum(-0.2, noise(1)), sum(-0.4, noise(2))));
    assertEquals(List.of(), said(watching(spec("a", "a")), 200, sum(0, i -> 3), sum(0.2, noise(2))));
  }

  @Test
  void one_down_while_the_others_rise_is_silent() {
    assertEquals(List.of(),
        said(watching(spec("a", "a", "a")), 200, sum(0.2, noise(1)), sum(0.2, noise(2)), sum(-0.9, noise(3))));
  }

  @Test
  void rivals_whose_returns_have_a_fixed_sum_are_silent() {
    assertEquals(List.of(), said(watching(spec("a", "a")), 200, i -> 0.1 * i, i -> 7 - 0.1 * i));
    assertEquals(1, said(watching(spec("a", "a")), 200, i -> 0.1 * i, i -> 7 - 0.11 * i).size());
  }

  @Test
  void teams_are_not_compared_with_each_other() {
    assertEquals(List.of(), said(watching(spec("hunters", "hares")), 200, i -> 0.1 * i, i -> -0.3 * i));
  }

  @Test
  void agents_that_do_not_learn_are_not_compared() {
    EnvironmentSpec spec = spec("a", "a", "a");
    var without = new Divergence(spec, schema(spec), slot -> !slot.id().equals("a_2"));
    assertEquals(1, said(without, 200, i -> 0.1 * i, i -> -0.3 * i, i -> 5 * i).size());
    assertEquals(List.of(), said(watching(spec), 200, i -> 0.1 * i, i -> -0.3 * i, i -> 5 * i));
  }

  @Test
  void a_trifle_of_what_a_return_has_moved_in_the_run_is_silent() {
    // First everybody gains 100; then one gains and the other loses 0.1 a row, 2 from half to half: under a tenth of it.
    IntToDoubleFunction up = i -> i < 40 ? 2.5 * i : 100 + 0.1 * (i - 40);
    IntToDoubleFunction down = i -> i < 40 ? 2.5 * i : 100 - 0.11 * (i - 40);
    assertEquals(List.of(), said(watching(spec("a", "a")), 120, up, down));
    // Ten times that is no trifle.
    IntToDoubleFunction far = i -> i < 40 ? 2.5 * i : 100 + (i - 40);
    IntToDoubleFunction fall = i -> i < 40 ? 2.5 * i : 100 - 1.1 * (i - 40);
    assertEquals(1, said(watching(spec("a", "a")), 120, far, fall).size());
  }

  // ---- runs --------------------------------------------------------------------------------------------------------

  /// Each of three agents holds or takes: who takes gets 1 and costs both others `damage`. Only agent 0 can take.
  public record Greed(@Option(byDefault = "0.75", help = "what the others lose") double damage)
      implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      var slots = IntStream.range(0, 3).mapToObj(
          i -> Slot.of("agent_" + i, "neighbour", "agent_" + i, Space.Box.of(1, 0, 1), new Space.Discrete(2))).toList();
      return EnvironmentSpec.of("greed-v1", slots, EnvironmentSpec.Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Environment() {
        private int step;

        @Override
        public void reset(Stream chance, Writer out) {
          step = 0;
          write(out);
        }

        @Override
        public void step(JointAction action, Writer out) {
          step++;
          for (int agent = 0; agent < 3; agent++) {
            out.reward(agent, action.of(0) == 0 ? 0 : agent == 0 ? 1 : -damage);
          }
          write(out);
        }

        private void write(Writer out) {
          for (int agent = 0; agent < 3; agent++) {
            if (step == 5) {
              out.terminate(agent);
            } else {
              out.decides(agent);
            }
            out.observe(agent, 0, step / 5f);
          }
          if (step == 5) out.last();
        }
      });
    }
  }

  private static RunConfig greed(double damage) {
    return RunConfig.of(new Greed(damage), Ppo.DEFAULTS).with("algorithm.sharing=none",
        "algorithm.games=16", "algorithm.steps=5", "algorithm.hidden=8",
        "algorithm.minibatchRows=80", "algorithm.epochs=1", "algorithm.learningRate=2e-3", "threads=1",
        "evaluation.episodes=20", "budget.iterations=150");
  }

  private List<String> notes(RunConfig config, String name) {
    var recorder = new Recorder();
    try (Experiment experiment = Launcher.PLAIN.watchedBy(recorder).start(config, folder.resolve(name))) {
      experiment.run();
    }
    return recorder.notes;
  }

  @Test
  void a_run_in_which_one_agent_learns_to_take_from_the_others_says_so_and_keeps_it() {
    List<String> notes = notes(greed(0.75), "greed");
    assertEquals(1, notes.size(), notes.toString());
    assertTrue(notes.getFirst().startsWith("agent_0 gains while 2 others of its kind lose: "), notes.getFirst());
    assertEquals(notes, RunDirectory.existing(folder.resolve("greed")).manifest().get("notes"));
  }

  @Test
  void the_same_game_without_damage_is_silent() {
    assertEquals(List.of(), notes(greed(0), "harmless"));
    assertFalse(RunDirectory.existing(folder.resolve("harmless")).manifest().containsKey("notes"));
  }

  @Test
  void interrupted_and_resumed_runs_say_the_same() {
    List<String> whole = notes(greed(0.75), "whole");
    var launcher = Launcher.PLAIN.knowing(Catalogue.Entry.of("greed-v1", Greed.class, ""));
    for (int after : new int[] {7, 30, 140}) {
      Path part = folder.resolve("part" + after);
      try (var first = Experiment.start(greed(0.75).with(Budget.ofIterations(after)), part)) {
        first.run();
      }
      try (var second = launcher.resume(part, config -> config.with(Budget.ofIterations(150)))) {
        second.run();
      }
      assertEquals(whole, RunDirectory.existing(part).manifest().get("notes"), "after " + after);
    }
  }

  @Test
  void ordinary_training_is_silent() {
    for (int seed = 1; seed <= 5; seed++) {
      List<String> notes = notes(Small.spread("seed=" + seed, "algorithm.sharing=none", "algorithm.learningRate=1e-3",
          "budget.iterations=300"), "spread" + seed);
      assertEquals(List.of(), notes);
    }
  }
}
