package covey.run.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.environments.Catalogue;
import covey.environments.SimpleSpread;
import covey.space.Space;
import covey.testkit.probes.Probes;
import covey.testkit.probes.TakeStones;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomActionsTest {
  private static final int GAMES = 8;

  /// Plays 60 transitions; the environment itself refuses much of what is not legal.
  private static long[] play(EnvironmentConfig config, int transitions) {
    var rollout = new Rollout(config.spec(), 10, new int[] {GAMES}, Rollout.Wanted.NOTHING, 0);
    var commands = new Commands(rollout, 0);
    var timestep = new Timestep(rollout, 0);
    var actions = new RandomActions(rollout);
    long[] chosen = new long[64];
    long episode = 0;
    try (var environment = config.create(GAMES)) {
      int t = 0;
      for (int i = 0; i < transitions; i++) {
        commands.moveTo(t);
        timestep.moveTo(t + 1);
        rollout.clear(t + 1, 0);
        actions.draw(t);
        for (int e = 0; e < GAMES; e++) {
          boolean last = rollout.last[rollout.moment(t, e)];
          commands.command[e] = last ? Command.RESET : Command.STEP;
          if (last) commands.key[e] = episode++;
          for (int a = 0; a < rollout.agents; a++) count(rollout, t, e, a, chosen);
        }
        environment.advance(commands, timestep);
        if (++t == rollout.steps) {
          rollout.rollOver();
          t = 0;
        }
      }
    }
    return chosen;
  }

  private static void count(Rollout rollout, int t, int e, int agent, long[] chosen) {
    if (rollout.state[rollout.cell(t, e, agent)] != AgentState.DECIDES) return;
    LayoutColumns layout = rollout.layout(rollout.layoutOf(agent));
    int row = rollout.row(t, e, agent);
    int first = row * layout.maskWidth;
    switch (layout.example.action()) {
      case Space.Box box -> {
        for (int d = 0; d < box.size(); d++) {
          float value = layout.applied[row * box.size() + d];
          assertTrue(value >= box.low(d) && value <= box.high(d), box + " got " + value);
        }
      }
      default -> {
        for (int branch = 0; branch < layout.branches.length; branch++) {
          int choice = layout.example.action() instanceof Space.MultiBinary
              ? layout.action.bytes[row * layout.branches.length + branch]
              : layout.action.ints[row * layout.branches.length + branch];
          assertTrue(choice >= 0 && choice < layout.branches[branch], layout.example.id() + " chose " + choice);
          if (layout.maskWidth > 0) {
            assertTrue(layout.mask[first + choice], layout.example.id() + " chose " + choice + ", which is not legal");
            first += layout.branches[branch];
          }
          if (choice < chosen.length) chosen[choice]++;
        }
      }
    }
  }

  @Test
  void actions_are_legal_in_every_environment() {
    for (Catalogue.Entry<?> entry : Catalogue.entries()) play(entry.defaults(), 60);
    for (Probes.Probe probe : Probes.all()) play(probe.config(), 60);
  }

  @Test
  void choices_without_masks_are_uniform() {
    long[] chosen = play(SimpleSpread.Config.of(3), 2_000);
    // 48,000 decisions less those of the 77 resets of each game; a fifth each, give or take 4 deviations of 86.
    long sum = 0;
    for (int choice = 0; choice < 5; choice++) sum += chosen[choice];
    for (int choice = 0; choice < 5; choice++) assertEquals(sum / 5.0, (double) chosen[choice], 350, "choice " + choice);
  }

  @Test
  void choices_with_masks_are_uniform_among_the_legal_ones() {
    // One to three stones, always at least three left at the first decision of an episode: all choices are legal there.
    long[] chosen = play(new TakeStones.Config(300, 300, 3, 0), 1_000);
    long sum = chosen[0] + chosen[1] + chosen[2];
    assertEquals(sum / 3.0, (double) chosen[0], 250); // of about 8,000: a deviation is 42, and the last plies favour 0
    assertEquals(sum / 3.0, (double) chosen[2], 250);
  }

  @Test
  void usual_cases_are_those_of_the_catalogue_that_have_a_target() {
    List<String> names = StepBench.usual().stream().map(StepBench.Case::name).toList();
    assertTrue(names.contains("simple_spread"), names.toString());
    assertEquals("agent_2", StepBench.usual().get(names.indexOf("simple_spread")).config().spec().slots().get(2).id());
  }

  @Test
  void a_quick_figure_is_a_rate() {
    assertTrue(StepBench.quick(SimpleSpread.Config.of(3)) > 1e5);
  }
}
