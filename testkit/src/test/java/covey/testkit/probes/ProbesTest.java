package covey.testkit.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.act.Rows;
import covey.env.AgentState;
import covey.env.Ending;
import java.util.HashSet;
import java.util.function.ToIntBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The answers that the probes' documentation calls known, found by playing.
class ProbesTest {
  private static final int EPISODES = 200;

  /// A policy of one choice per row.
  private static Policy choosing(ToIntBiFunction<Rows, Integer> choice) {
    return Policy.of(rows -> {
      for (int i = 0; i < rows.count(); i++) rows.act(i, choice.applyAsInt(rows, i), 0);
    });
  }

  private static Policy always(int choice) {
    return choosing((rows, i) -> choice);
  }

  private static int anInt(Rows rows, int i, int index) {
    var observation = rows.columns().observation;
    return observation.ints[rows.row(i) * observation.layout.ints() + index];
  }

  private static int aByte(Rows rows, int i, int index) {
    var observation = rows.columns().observation;
    return observation.bytes[rows.row(i) * observation.layout.bytes() + index] & 0xFF;
  }

  @Test
  void a_constant_reward_is_paid_at_each_step() {
    var episode = Episode.play(new ConstantReward.Config(2, 4, 0.5), 0, RandomPolicy.create());
    assertEquals(4, episode.length);
    assertEquals(2.0, episode.returnOf(0)); // 4 x 0.5
    assertEquals(2.0, episode.returnOf(1));
    assertEquals(1, episode.observed(0, 0, 0)); // all is left at first, nothing at last
    assertEquals(0, episode.observed(4, 0, 0));
    assertEquals(Ending.TERMINATED, episode.ended(4, 0));
  }

  @Test
  void the_observed_reward_is_what_was_observed_and_each_agent_has_its_own() {
    boolean differ = false;
    double sum = 0;
    for (long seed = 0; seed < EPISODES; seed++) {
      var episode = Episode.play(ObservedReward.Config.DEFAULTS, seed, RandomPolicy.create());
      for (int agent = 0; agent < 2; agent++) assertEquals(episode.observed(0, agent, 0), episode.returnOf(agent));
      differ |= episode.returnOf(0) != episode.returnOf(1);
      sum += episode.returnOf(0);
    }
    assertTrue(differ);
    assertEquals(0, sum / EPISODES, 0.2); // standard error 1 / sqrt(200) = 0.07
  }

  @Test
  void a_delayed_reward_comes_for_the_first_choice_alone_after_the_delay() {
    var config = new DelayedReward.Config(2, 3);
    var chosen = Episode.play(config, 0, choosing((rows, i) -> (int) rows.observation(i, 0))); // 1 first, then 0
    assertEquals(4, chosen.length); // the step of the choice and 3 more
    for (int step = 0; step < 3; step++) assertEquals(0, chosen.reward(step, 0));
    assertEquals(1, chosen.reward(3, 0)); // so the first action is worth gamma^3
    assertEquals(1, chosen.observed(1, 1, 1)); // the choice is remembered
    assertEquals(0, Episode.play(config, 0, choosing((rows, i) -> 1 - (int) rows.observation(i, 0))).returnOf(0));
  }

  @Test
  void matching_pays_when_all_agree() {
    var config = new Matching.Config(3, 2, 4);
    assertEquals(4, Episode.play(config, 0, always(1)).returnOf(2));
    assertEquals(0, Episode.play(config, 0, choosing((rows, i) -> rows.slot(i) == 1 ? 0 : 1)).returnOf(0));
    double sum = 0;
    for (long seed = 0; seed < 1_000; seed++) sum += Episode.play(config, seed, RandomPolicy.create()).returnOf(0);
    assertEquals(1.0, sum / 1_000, 0.11); // 4 x 2^-2; standard error sqrt(4 x 3/16 / 1000) = 0.027
  }

  @Test
  void one_of_the_team_is_paid_and_nobody_else() {
    var episode = Episode.play(new OnePaid.Config(3, 2, 5), 0, always(1));
    assertEquals(5, episode.returnOf(2));
    assertEquals(0, episode.returnOf(0));
    assertEquals(0, episode.returnOf(1));
    assertEquals(0, Episode.play(new OnePaid.Config(3, 2, 5), 0, always(0)).returnOf(2));
  }

  @Test
  void the_mover_loses_at_multiples_of_take_plus_one_and_is_told_so_in_the_other_ones_turn() {
    var config = new TakeStones.Config(1, 16, 3, 0);
    Policy perfect = choosing((rows, i) -> {
      int stones = Math.round(16 * rows.observation(i, 0));
      return stones % 4 == 0 ? 0 : stones % 4 - 1; // leave a multiple of 4
    });
    var piles = new HashSet<Integer>();
    for (long seed = 0; seed < EPISODES; seed++) {
      var episode = Episode.play(config, seed, perfect);
      int first = episode.state(0, 0) == AgentState.DECIDES ? 0 : 1;
      int stones = Math.round(16 * episode.observed(0, first, 0));
      piles.add(stones);
      int winner = stones % 4 == 0 ? 1 - first : first;
      assertEquals(1, episode.returnOf(winner));
      assertEquals(-1, episode.returnOf(1 - winner));
      assertEquals(AgentState.DECIDES, episode.state(episode.length - 1, winner));
      assertEquals(AgentState.WAITS, episode.state(episode.length - 1, 1 - winner)); // the loser's last move lies back
      assertEquals(-1, episode.reward(episode.length - 1, 1 - winner));
    }
    assertEquals(16, piles.size());
  }

  @Test
  void tolls_are_paid_to_who_waits_and_add_up_to_the_pile() {
    var config = new TakeStones.Config(9, 9, 3, 0.125);
    for (long seed = 0; seed < 50; seed++) {
      var episode = Episode.play(config, seed, RandomPolicy.create());
      assertEquals(9 * 0.125, episode.returnOf(0) + episode.returnOf(1)); // 1 and -1 cancel
      for (int step = 0; step + 1 < episode.length; step++) {
        int waits = episode.state(step, 0) == AgentState.WAITS ? 0 : 1;
        assertEquals(0.125 * (1 + episode.action(step, 1 - waits)), episode.reward(step, waits));
        assertEquals(0, episode.reward(step, 1 - waits));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void each_place_of_an_elimination_is_paid_once(boolean paidAtEnd) {
    double[] sum = new double[4];
    for (long seed = 0; seed < 1_000; seed++) {
      var episode = Episode.play(new Elimination.Config(4, paidAtEnd), seed, RandomPolicy.create());
      assertEquals(3, episode.length);
      var places = new HashSet<Double>();
      for (int agent = 0; agent < 4; agent++) {
        double place = episode.returnOf(agent);
        sum[agent] += place;
        places.add(place);
        int decisions = 0;
        for (int t = 0; t < 3; t++) if (episode.state(t, agent) == AgentState.DECIDES) decisions++;
        assertEquals(Math.min(place + 1, 3), decisions); // who goes at step k = place + 1 has decided k times
        if (place == 0) {
          byte after = episode.state(2, agent);
          assertEquals(paidAtEnd ? AgentState.WAITS : AgentState.ABSENT, after);
        }
      }
      assertEquals(4, places.size());
    }
    for (double each : sum) assertEquals(1.5, each / 1_000, 0.15); // standard error sqrt(1.25 / 1000) = 0.035
  }

  @Test
  void each_generation_is_paid_for_its_death_alone_and_knew_when_it_would_come() {
    int deaths = 0;
    int truncations = 0;
    int newcomers = 0;
    int late = 0;
    for (long seed = 0; seed < EPISODES; seed++) {
      var episode = Episode.play(Respawning.Config.DEFAULTS, seed, RandomPolicy.create());
      assertEquals(12, episode.length);
      for (int slot = 0; slot < 3; slot++) {
        if (episode.state(0, slot) == AgentState.ABSENT) late++;
        for (int t = 0; t <= 12; t++) {
          if (episode.state(t, slot) == AgentState.DECIDES) {
            int left = Math.round(4 * episode.observed(t, slot, 0));
            int end = Math.min(t + left, 12);
            assertEquals(t + left <= 12 ? Ending.TERMINATED : Ending.TRUNCATED, episode.ended(end, slot));
            assertEquals(episode.generation(t, slot), episode.generation(end, slot));
            assertEquals(t + left <= 12 ? 1 : 0, episode.reward(end - 1, slot)); // r steps left: gamma^(r - 1)
          }
          if (episode.ended(t, slot) == Ending.TERMINATED) deaths++;
          if (episode.ended(t, slot) == Ending.TRUNCATED) truncations++;
          if (episode.generation(t, slot) > 0 && episode.ended(t, slot) != Ending.NO) newcomers++;
        }
      }
      assertEquals(
          episode.all.metric[0], episode.returnOf(0) + episode.returnOf(1) + episode.returnOf(2)); // 1 for each death
    }
    assertTrue(deaths > 100 && truncations > 100 && newcomers > 100 && late > 100);
  }

  @Test
  void forced_actions_earn_by_luck_and_decisions_by_skill() {
    Policy skilled = choosing((rows, i) -> {
      int wanted = 0;
      while (aByte(rows, i, wanted) == 0) wanted++;
      return wanted;
    });
    double sum = 0;
    for (long seed = 0; seed < 500; seed++) {
      var episode = Episode.play(ForcedActions.Config.DEFAULTS, seed, skilled);
      sum += episode.returnOf(0);
      for (int t = 0; t < 10; t++) if (episode.state(t, 0) == AgentState.DECIDES) assertEquals(1, episode.reward(t, 0));
    }
    assertEquals(10 * (1 + 1.0 / 3) / 2, sum / 500, 0.3); // 6.67; standard error sqrt(10 x 2/9 / 500) = 0.067
  }

  @Test
  void trips_take_the_time_that_passes_and_days_have_their_hours() {
    var dense = new Deliveries.Config(20, 12, false);
    for (long seed = 0; seed < 30; seed++) {
      var episode = Episode.play(dense, seed, RandomPolicy.create());
      var packed = Episode.play(new Deliveries.Config(20, 12, true), seed, RandomPolicy.create());
      double day = 0;
      for (int step = 0; step < episode.length; step++) day += episode.elapsed(step);
      assertEquals(12, day);
      assertEquals(episode.length, packed.length);
      for (int agent = 0; agent < 20; agent++) {
        assertEquals(episode.returnOf(agent), packed.returnOf(agent));
        double away = 0;
        double earned = 0;
        int trip = episode.action(0, agent);
        for (int step = 0; step < episode.length; step++) {
          away += episode.elapsed(step);
          earned += episode.reward(step, agent);
          if (episode.state(step + 1, agent) != AgentState.DECIDES) continue;
          assertEquals(away, episode.observed(step + 1, agent, 0));
          assertEquals(trip == 0 ? 1 : 3, earned);
          assertTrue(trip == 0 ? away >= 1 && away <= 2 : away >= 3 && away <= 5);
          away = 0;
          earned = 0;
          trip = episode.action(step + 1, agent);
        }
      }
    }
  }

  @Test
  void long_trips_pay_per_time_and_short_ones_per_decision() {
    double brief = 0;
    double far = 0;
    for (long seed = 0; seed < EPISODES; seed++) {
      brief += Episode.play(new Deliveries.Config(1, 100, false), seed, always(0)).returnOf(0) / 100;
      far += Episode.play(new Deliveries.Config(1, 100, false), seed, always(1)).returnOf(0) / 100;
    }
    assertEquals(1 / 1.5, brief / EPISODES, 0.02); // less about half a trip at the end of the day
    assertEquals(3 / 4.0, far / EPISODES, 0.03);
  }

  @Test
  void successive_choices_take_no_time_between_them() {
    var config = new SuccessiveChoices.Config(5, 3);
    Policy oracle = choosing((rows, i) -> {
      int wanted = Math.round(5 * rows.observation(i, 2));
      return rows.observation(i, 0) == 0 ? wanted % 2 : wanted;
    });
    for (long seed = 0; seed < 50; seed++) {
      var episode = Episode.play(config, seed, oracle);
      assertEquals(6, episode.length);
      assertEquals(3, episode.returnOf(0));
      for (int step = 0; step < 6; step++) assertEquals(step % 2, episode.elapsed(step));
    }
  }

  @Test
  void mixed_endings_end_in_one_step_both_ways() {
    int mixed = 0;
    int survivors = 0;
    for (long seed = 0; seed < EPISODES; seed++) {
      var episode = Episode.play(MixedEndings.Config.DEFAULTS, seed, RandomPolicy.create());
      var atLast = new HashSet<Byte>();
      for (int agent = 0; agent < 3; agent++) {
        int days = Math.round(8 * episode.observed(0, agent, 0));
        int end = Math.min(days, 5);
        assertEquals(days <= 5 ? Ending.TERMINATED : Ending.TRUNCATED, episode.ended(end, agent));
        assertEquals(end, episode.returnOf(agent));
        assertEquals((days - end) / 8f, episode.observed(end, agent, 0)); // what a truncation leaves over
        atLast.add(episode.ended(episode.length, agent));
        if (end < episode.length) survivors++;
      }
      if (atLast.contains(Ending.TERMINATED) && atLast.contains(Ending.TRUNCATED)) mixed++;
    }
    assertTrue(mixed > 20, "mixed endings: " + mixed);
    assertTrue(survivors > 50);
  }

  @Test
  void a_whisper_that_is_understood_pays_both_and_everybody_is_seen_at_all_times() {
    Policy honest = choosing((rows, i) -> anInt(rows, i, 0)); // say the symbol; name the word
    var episode = Episode.play(Whisper.Config.DEFAULTS, 3, honest);
    assertEquals(8, episode.length); // 4 rounds of two turns
    assertEquals(4, episode.returnOf(0));
    assertEquals(4, episode.returnOf(1));
    for (int t = 0; t <= 8; t++) for (int agent = 0; agent < 2; agent++) assertTrue(episode.hasRow(t, agent));
    assertEquals(AgentState.WAITS, episode.state(0, 1));
    assertEquals(AgentState.WAITS, episode.state(1, 0));
  }

  @Test
  void each_animal_of_the_zoo_has_its_own_return() {
    var episode = Episode.play(Zoo.Config.DEFAULTS, 1, RandomPolicy.create());
    for (int agent = 0; agent < 5; agent++) assertEquals(6L * (agent + 1), Math.round(episode.returnOf(agent)));
    assertEquals(4, episode.all.layouts());
    assertEquals(episode.all.layoutOf(3), episode.all.layoutOf(4)); // the twins
  }

  @Test
  void a_continuous_target_is_hit_or_missed_by_a_known_amount() {
    Policy oracle = Policy.of(rows -> {
      for (int i = 0; i < rows.count(); i++) {
        for (int d = 0; d < 2; d++) rows.columns().applied[2 * rows.row(i) + d] = rows.observation(i, d);
      }
    });
    double drawn = 0;
    double still = 0;
    for (long seed = 0; seed < 1_000; seed++) {
      assertEquals(0, Episode.play(ContinuousTarget.Config.DEFAULTS, seed, oracle).returnOf(0));
      drawn += Episode.play(ContinuousTarget.Config.DEFAULTS, seed, RandomPolicy.create()).returnOf(0) / 10;
      still += Episode.play(ContinuousTarget.Config.DEFAULTS, seed, Policy.of(rows -> {})).returnOf(0) / 10;
    }
    assertEquals(-5.0 / 3, drawn / 1_000, 0.08); // 10,000 numbers of variance 91/15 - 25/9: standard error 0.018
    assertEquals(-1.0 / 3, still / 1_000, 0.02); // variance 1/5 - 1/9: standard error 0.003
  }

  @Test
  void the_bright_pixel_is_found_by_who_reads_bytes_without_sign() {
    Policy unsigned = choosing((rows, i) -> {
      int brightest = 0;
      for (int pixel = 0; pixel < 36; pixel++) if (aByte(rows, i, pixel) > aByte(rows, i, brightest)) brightest = pixel;
      return brightest % 6 < 3 ? 0 : 1;
    });
    double right = 0;
    for (long seed = 0; seed < EPISODES; seed++) {
      assertEquals(1, Episode.play(ImageSide.Config.DEFAULTS, seed, unsigned).returnOf(0));
      right += Episode.play(ImageSide.Config.DEFAULTS, seed, always(0)).returnOf(0);
    }
    assertEquals(0.5, right / EPISODES, 0.15); // standard error 0.035
  }

  @Test
  void a_symbol_is_shown_at_first_and_asked_for_at_last() {
    for (long seed = 0; seed < 50; seed++) {
      int[] memory = new int[2];
      Policy remembering = choosing((rows, i) -> {
        if (aByte(rows, i, 0) + aByte(rows, i, 1) > 0) memory[rows.slot(i)] = aByte(rows, i, 1);
        return memory[rows.slot(i)];
      });
      var episode = Episode.play(Recall.Config.DEFAULTS, seed, remembering);
      assertEquals(5, episode.length); // 3 blanks + 2
      assertEquals(1, episode.returnOf(0));
      assertEquals(1, episode.returnOf(1));
      assertEquals(AgentState.WAITS, episode.state(1, 0));
      assertEquals(AgentState.DECIDES, episode.state(4, 0));
    }
  }

  @Test
  void a_walker_earns_from_its_arrival_on() {
    Policy right = choosing((rows, i) -> rows.legal(i, 2) ? 2 : 1);
    var starts = new HashSet<Integer>();
    for (long seed = 0; seed < EPISODES; seed++) {
      var episode = Episode.play(Lanes.Config.DEFAULTS, seed, right);
      for (int agent = 0; agent < 2; agent++) {
        int away = 3 - Math.round(3 * episode.observed(0, agent, 0));
        starts.add(away);
        assertEquals(away == 0 ? 8 : 8 - away + 1, episode.returnOf(agent));
      }
    }
    assertEquals(4, starts.size());
  }

  @Test
  void havoc_does_everything_that_the_contract_allows() {
    int[] states = new int[4];
    int[] endings = new int[3];
    int newcomers = 0;
    int paidOnArrival = 0;
    int paidWaiting = 0;
    int timeless = 0;
    int early = 0;
    boolean fromNobody = false;
    for (long seed = 0; seed < EPISODES; seed++) {
      var episode = Episode.play(Havoc.Config.DEFAULTS, seed, RandomPolicy.create());
      if (episode.length < 20) early++;
      for (int t = 0; t <= episode.length; t++) {
        boolean anybody = false;
        for (int agent = 0; agent < 5; agent++) {
          byte state = episode.state(t, agent);
          states[state]++;
          endings[episode.ended(t, agent)]++;
          anybody |= state != AgentState.ABSENT;
          if (t == 0) continue;
          double paid = episode.reward(t - 1, agent);
          assertEquals(Math.rint(paid * 64), paid * 64); // sums are exact
          boolean arrives = state != AgentState.ABSENT
              && (episode.state(t - 1, agent) == AgentState.ABSENT
                  || episode.generation(t - 1, agent) != episode.generation(t, agent));
          if (arrives && episode.generation(t, agent) > 0) newcomers++;
          if (arrives && paid != 0) paidOnArrival++;
          if (!arrives && state == AgentState.WAITS && paid != 0) paidWaiting++;
        }
        fromNobody |= !anybody && t < episode.length;
        if (t > 0 && episode.elapsed(t - 1) == 0) timeless++;
      }
    }
    for (int each : states) assertTrue(each > 500);
    assertTrue(endings[Ending.TERMINATED] > 200 && endings[Ending.TRUNCATED] > 200);
    assertTrue(newcomers > 200 && paidOnArrival > 100 && paidWaiting > 100 && timeless > 50);
    assertTrue(early > 20 && early < EPISODES);
    assertTrue(fromNobody);
    assertFalse(Havoc.Config.DEFAULTS.spec().observesAlways());
  }
}
