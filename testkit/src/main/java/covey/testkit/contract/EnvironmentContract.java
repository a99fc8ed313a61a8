package covey.testkit.contract;

import static org.junit.jupiter.api.Assertions.fail;

import covey.env.EnvironmentConfig;
import org.junit.jupiter.api.Test;

/// The contract of environments as a test that a new one inherits:
///
/// ```java
/// class CartPoleTest extends EnvironmentContract {
///   @Override
///   public EnvironmentConfig config() {
///     return CartPole.Config.DEFAULTS;
///   }
/// }
/// ```
///
/// A broken promise is named with the game, episode, timestep and agent where it first shows. Several options of one
/// environment are several such classes. To make the check part of something else, use [Contract].
public abstract class EnvironmentContract {

  /// The options to test. Choose small ones: short episodes show more.
  public abstract EnvironmentConfig config();

  /// How thoroughly to test, and what the environment declares about itself; override where [Terms#USUAL] does not fit.
  public Terms terms() {
    return Terms.USUAL;
  }

  private void keeps(Clause clause) {
    Contract.breach(clause, config(), terms()).ifPresent(breach -> fail(breach));
  }

  @Test
  public void the_environment_has_the_spec_that_its_options_promise() {
    keeps(Clause.SPEC_IS_STABLE);
  }

  @Test
  public void nothing_is_thrown() {
    keeps(Clause.NOTHING_IS_THROWN);
  }

  @Test
  public void whatever_is_written_has_a_place_in_its_space() {
    keeps(Clause.VALUES_HAVE_A_PLACE);
  }

  @Test
  public void every_episode_ends_in_time() {
    keeps(Clause.EPISODES_END);
  }

  @Test
  public void states_and_endings_are_known_and_who_ends_waits() {
    keeps(Clause.STATES_ARE_KNOWN);
  }

  @Test
  public void everyone_decides_if_that_is_promised() {
    keeps(Clause.EVERYONE_DECIDES);
  }

  @Test
  public void who_has_ended_does_not_go_on_without_a_new_generation() {
    keeps(Clause.ENDS_ARE_FINAL);
  }

  @Test
  public void nobody_vanishes_or_is_replaced_without_an_end() {
    keeps(Clause.NOBODY_VANISHES);
  }

  @Test
  public void at_a_last_timestep_every_present_agent_has_ended() {
    keeps(Clause.LAST_ENDS_EVERYBODY);
  }

  @Test
  public void whoever_decides_has_a_legal_action() {
    keeps(Clause.DECISIONS_HAVE_A_LEGAL_ACTION);
  }

  @Test
  public void whoever_is_truncated_has_a_mask_with_a_legal_action() {
    keeps(Clause.TRUNCATIONS_HAVE_A_LEGAL_ACTION);
  }

  @Test
  public void a_forced_action_lies_in_the_action_space() {
    keeps(Clause.FORCED_ACTIONS_ARE_ACTIONS);
  }

  @Test
  public void all_that_is_observed_is_finite_and_lies_in_its_space() {
    keeps(Clause.VALUES_ARE_WITHIN_BOUNDS);
  }

  @Test
  public void rewards_are_finite() {
    keeps(Clause.REWARDS_ARE_FINITE);
  }

  @Test
  public void no_reward_goes_to_an_absent_slot() {
    keeps(Clause.ABSENT_AGENTS_ARE_NOT_PAID);
  }

  @Test
  public void no_reward_is_paid_in_a_reset() {
    keeps(Clause.RESETS_PAY_NOTHING);
  }

  @Test
  public void elapsed_time_is_finite_and_not_negative() {
    keeps(Clause.TIME_RUNS_FORWARD);
  }

  @Test
  public void metrics_are_reported_at_the_end_of_an_episode_and_only_there() {
    keeps(Clause.METRICS_COME_AT_THE_END);
  }

  @Test
  public void a_skip_repeats_a_blank_last_timestep() {
    keeps(Clause.SKIPS_ARE_BLANK);
  }

  @Test
  public void the_same_keys_and_actions_give_the_same_bytes() {
    keeps(Clause.SAME_KEY_SAME_BYTES);
  }

  @Test
  public void another_key_gives_another_episode_exactly_if_the_environment_draws() {
    keeps(Clause.KEYS_MATTER);
  }

  @Test
  public void the_bits_of_one_game_do_not_depend_on_the_others() {
    keeps(Clause.GAMES_ARE_INDEPENDENT);
  }

  @Test
  public void how_many_games_are_beside_a_game_in_which_vector_changes_nothing() {
    keeps(Clause.VECTORS_CHANGE_NOTHING);
  }

  @Test
  public void the_length_of_the_rollouts_changes_nothing() {
    keeps(Clause.ROLLOUTS_CHANGE_NOTHING);
  }

  @Test
  public void leaving_out_the_columns_for_critics_changes_nothing_else() {
    keeps(Clause.UNWANTED_COLUMNS_CHANGE_NOTHING);
  }

  @Test
  public void every_value_of_every_row_is_written() {
    keeps(Clause.ROWS_ARE_FULLY_WRITTEN);
  }

  @Test
  public void actions_of_agents_that_were_not_asked_are_not_read() {
    keeps(Clause.UNASKED_ACTIONS_ARE_NOT_READ);
  }

  @Test
  public void skips_change_nothing_in_the_episodes_around_them() {
    keeps(Clause.SKIPS_CHANGE_NOTHING);
  }

  @Test
  public void an_episode_is_restored_by_repeating_its_actions_from_its_reset() {
    keeps(Clause.EPISODES_STAND_ALONE);
  }

  @Test
  public void a_saved_game_goes_on_in_a_fresh_environment() {
    keeps(Clause.SAVED_GAMES_GO_ON);
  }

  @Test
  public void nothing_is_allocated_per_transition() {
    keeps(Clause.NOTHING_IS_ALLOCATED);
  }

  @Test
  public void closing_works_at_any_time_and_touches_no_other_environment() {
    keeps(Clause.CLOSING_IS_SAFE);
  }
}
