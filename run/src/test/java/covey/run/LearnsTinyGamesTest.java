package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Games of which the best joint policy is known (the tests of `environments` compute it) are played as well as they can be.
class LearnsTinyGamesTest {
  @TempDir Path folder;

  private RunResult run(String environment, String steps, String... options) {
    var all = new java.util.ArrayList<>(List.of("budget.steps=" + steps));
    all.addAll(List.of(options));
    RunConfig config = new RunRequest(environment, null, null, all).resolve(List.of());
    try (Experiment experiment = Experiment.start(config, folder.resolve(environment + options.length))) {
      return experiment.run();
    }
  }

  private static double baseline(RunResult result, String name) {
    return result.baselines().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow().evaluation()
        .meanReturn();
  }

  @Test
  void the_two_step_game_is_worth_8() {
    assertEquals(8, run("two_step", "30k").evaluation().meanReturn());
  }

  /// The best policy opens a door after hearing the tiger twice on the same side: memory is needed, and three frames are
  /// all there is to remember.
  @Test
  void dec_tiger_of_horizon_3_is_played_like_the_best_joint_policy() {
    RunResult result = run("dec_tiger", "200k", "wrappers=[{kind: frame-stack, frames: 3}]");
    assertEquals(baseline(result, "listen"), result.evaluation().meanReturn()); // on the same 1,000 episodes
    RunResult forgetful = run("dec_tiger", "100k", "horizon=3", "seed=2");
    assertTrue(forgetful.evaluation().meanReturn() < baseline(forgetful, "listen") - 3); // it needs what it is shown
  }
}
