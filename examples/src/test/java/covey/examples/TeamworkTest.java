package covey.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import covey.act.RandomPolicy;
import covey.environments.Catalogue;
import covey.environments.SimpleSpread;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples about teams on `simple_spread`, on budgets of a few seconds.
class TeamworkTest {
  private static final SimpleSpread.Config THREE = SimpleSpread.Config.DEFAULTS;

  @TempDir
  private Path folder;

  @Test
  void critics_are_compared_over_seeds() {
    var independent = SharedCritic.train("ippo", 10_000, 2, folder);
    var shared = SharedCritic.train("mappo", 10_000, 2, folder);
    assertThat(List.of(independent.returns()[0], independent.returns()[1], shared.returns()[0], shared.returns()[1]))
        .doesNotHaveDuplicates().allMatch(score -> score < -10 && score > -60);
    var gain = SharedCritic.gain(shared, independent);
    assertThat((gain.low() + gain.high()) / 2).isCloseTo(shared.mean() - independent.mean(), within(1e-9));
    assertThat(shared.ci95().low()).isLessThan(shared.mean());
  }

  @Test
  void the_interval_is_that_of_the_seeds() {
    // mean -8; s = 1; t(2) = 4.3027 for 95 %: 4.3027 / sqrt(3) = 2.484
    var outcome = new SharedCritic.Outcome("ippo", new double[] {-7, -8, -9});
    assertThat(outcome.mean()).isEqualTo(-8);
    assertThat(outcome.ci95().high()).isCloseTo(-8 + 2.484, within(0.001));
  }

  @Test
  void teams_of_five_and_ten_are_trained_and_placed_between_random_and_scripted_players() {
    for (int agents : new int[] {5, 10}) {
      var result = TeamSizes.train(agents, 10_000, folder.resolve("team" + agents));
      assertThat(result.evaluation()).isNotNull();
      assertThat(result.evaluation().agents()).hasSize(agents);
      assertThat(TeamSizes.covered(result)).isBetween(0.0, (double) agents);
      assertThat(TeamSizes.progress(result)).isBetween(-3.0, 1.0);
      double scripted = result.baselines().get(1).evaluation().meanReturn();
      double random = result.baselines().get(0).evaluation().meanReturn();
      assertThat(TeamSizes.progress(result) * (scripted - random) + random)
          .isCloseTo(result.evaluation().meanReturn(), within(1e-9));
    }
  }

  @Test
  void the_script_has_no_roles_and_covers_as_much_as_its_metric_says() {
    var script = Catalogue.entry("simple_spread").policy("assignment", THREE);
    var roles = Roles.of(THREE, script, 600);
    assertThat(roles.entropy()).isBetween(1.55, Math.log(3) / Math.log(2)); // three landmarks, each as often
    int covered = Arrays.stream(roles.count).flatMapToInt(Arrays::stream).sum();
    assertThat(covered / 600.0).isBetween(2.7, 3.05); // the metric `covered` is 2.87 over 10,000 episodes
  }

  @Test
  void roles_are_measured_in_bits() {
    var roles = new Roles();
    for (int a = 0; a < 3; a++) roles.count[a][2 - a] = 7; // each its own landmark
    assertThat(roles.entropy()).isZero();
    roles.count[0][0] = 7; // the first agent: two landmarks, each as often, is 1 bit; a third of it in the mean
    assertThat(roles.entropy()).isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void learned_players_can_be_counted_whether_they_share_a_network_or_not() {
    for (String sharing : List.of("full", "none")) {
      var policy = Roles.learned(sharing, 10_000, folder.resolve(sharing));
      assertThat(Roles.of(THREE, policy, 200).entropy()).isBetween(0.0, 1.585);
    }
  }

  @Test
  void an_episode_is_shown_from_its_beginning_to_its_end() {
    List<String> pictures = TextView.episode(THREE, RandomPolicy.create(), 1);
    assertThat(pictures).hasSize(26); // the beginning and 25 steps
    assertThat(pictures.getFirst()).startsWith("step 0\n+---").contains("a", "b", "c");
    assertThat(pictures.getLast()).startsWith("step 25, reward per agent -");
    assertThat(pictures).allSatisfy(picture -> {
      assertThat(picture.lines()).hasSize(18); // a headline, two edges, 15 lines
      assertThat(picture.lines().skip(1)).allMatch(line -> line.length() == 33);
    });
  }

  @Test
  void agents_of_the_script_end_on_landmarks() {
    var script = Catalogue.entry("simple_spread").policy("assignment", THREE);
    List<String> pictures = TextView.episode(THREE, script, 1);
    assertThat(pictures.getFirst()).doesNotContain("*").contains("0", "1", "2");
    assertThat(pictures.getLast().chars().filter(sign -> sign == '*').count()).isGreaterThanOrEqualTo(2);
  }
}
