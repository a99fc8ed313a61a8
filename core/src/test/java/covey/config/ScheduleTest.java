package covey.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static double at(String text, long jointSteps) {
    return Schedule.parse(text).at(Progress.of(jointSteps, 0, 0, 1000));
  }

  @Test
  void a_number_is_a_constant() {
    assertEquals(3e-4, at("3e-4", 0));
    assertEquals(3e-4, at("3e-4", 1_000_000));
  }

  @Test
  void linear_runs_over_the_whole_budget() {
    assertEquals(2.0, at("linear(2, 0)", 0));
    assertEquals(1.5, at("linear(2, 0)", 250)); // 2 + (0 - 2) * 250 / 1000
    assertEquals(0.0, at("linear(2, 0)", 1000));
    assertEquals(0.0, at("linear(2, 0)", 1001));
  }

  @Test
  void linear_over_a_share_of_the_budget_then_stands_still() {
    assertEquals(1.0, at("linear(2, 0, 50%)", 250)); // 2 - 2 * 0.25 / 0.5
    assertEquals(0.0, at("linear(2, 0, 50%)", 500));
    assertEquals(0.0, at("linear(2, 0, 50%)", 900));
  }

  @Test
  void linear_over_a_length_needs_no_budget() {
    Schedule schedule = Schedule.parse("linear(1, 5, 8, updates)");
    assertEquals(1.0, schedule.at(Progress.of(99, 0, 99, Progress.NO_BUDGET)));
    assertEquals(2.0, schedule.at(Progress.of(99, 2, 99, Progress.NO_BUDGET))); // 1 + 4 * 2 / 8
    assertEquals(5.0, schedule.at(Progress.of(99, 8, 99, Progress.NO_BUDGET)));
  }

  @Test
  void linear_over_the_budget_of_a_run_without_one_says_what_to_do() {
    var e = assertThrows(IllegalStateException.class,
        () -> Schedule.linear(1, 0).at(Progress.of(5, 0, 0, Progress.NO_BUDGET)));
    assertTrue(e.getMessage().contains("linear(2e-3, 0, 1e6)"), e.getMessage());
  }

  @Test
  void piecewise_joins_its_points_by_straight_lines() {
    String text = "piecewise(100: 1, 300: 2, 400: 0)";
    assertEquals(1.0, at(text, 0));
    assertEquals(1.0, at(text, 100));
    assertEquals(1.25, at(text, 150)); // 1 + 1 * 50 / 200
    assertEquals(2.0, at(text, 300));
    assertEquals(0.5, at(text, 375)); // 2 - 2 * 75 / 100
    assertEquals(0.0, at(text, 400));
    assertEquals(0.0, at(text, 1_000_000));
  }

  @Test
  void the_imported_learning_rate_follows_its_formula() {
    String text = "piecewise(0: 2e-5, 1e6: 1e-8)";
    assertEquals(2e-5, at(text, 0));
    assertEquals(2e-5 + (1e-8 - 2e-5) * 0.25, at(text, 250_000));
    assertEquals(1e-8, at(text, 1_000_000));
  }

  @Test
  void exponential_on_the_episode_clock_ignores_steps() {
    Schedule schedule = Schedule.parse("exponential(1, 0.995, 0.1, episodes)");
    assertEquals(1.0, schedule.at(Progress.of(77, 7, 0, 0)));
    assertEquals(0.60577, schedule.at(Progress.of(77, 7, 100, 0)), 5e-6); // 0.995^100
    assertTrue(schedule.at(Progress.of(77, 7, 459, 0)) > 0.1); // ln 0.1 / ln 0.995 = 459.4
    assertEquals(0.1, schedule.at(Progress.of(77, 7, 460, 0)));
    assertEquals(0.1, schedule.at(Progress.of(77, 7, 1_000_000, 0)));
  }

  @Test
  void bounds_are_those_of_all_time() {
    assertEquals(0.5, Schedule.parse("piecewise(0: 1, 5: 0.5, 9: 3)").least());
    assertEquals(3.0, Schedule.parse("piecewise(0: 1, 5: 0.5, 9: 3)").greatest());
    assertEquals(0.0, Schedule.parse("exponential(2, 0.5)").least());
    assertEquals(2.0, Schedule.parse("linear(-1, 2)").greatest());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "0.0003 | 3e-4",
      "1e7 | 1e7",
      "5M | 5000000",
      "linear( 2e-3,0 ) | linear(0.002, 0)",
      "linear(2e-3, 0, 12.5%) | linear(0.002, 0, 12.5%)",
      "linear(2e-3, 0, 100%) | linear(0.002, 0)",
      "linear(1, 0, 1e6) | linear(1, 0, 1000000)",
      "linear(1, 0, 5k, Episodes) | linear(1, 0, 5000, episodes)",
      "piecewise(0: 2e-5, 1e6: 1e-8) | piecewise(0: 2e-5, 1000000: 1e-8)",
      "piecewise(0:1,20:0.5,updates) | piecewise(0: 1, 20: 0.5, updates)",
      "exponential(1, .995) | exponential(1, 0.995, 0)",
      "exponential(1, 0.995, 0.1, steps) | exponential(1, 0.995, 0.1)"})
  void every_form_has_one_canonical_text(String text, String canonical) {
    Schedule schedule = Schedule.parse(text);
    assertEquals(canonical, schedule.toString());
    assertEquals(schedule, Schedule.parse(schedule.toString()));
  }


  @ParameterizedTest
  @ValueSource(strings = {
      "", "fast", "NaN", "Infinity", "1e999", "linear()", "linear(1)", "linear(1, 2, 3, 4)", "linear(1, 0, 0.5)",
      "linear(1, 0, 0%)", "linear(1, 0, 101%)", "linear(1, 0, x%)", "linear(1, 0, 0)", "linear(1, 0, updates)",
      "piecewise()", "piecewise(1)", "piecewise(0: 1, 0: 2)", "piecewise(5: 1, 3: 2)", "piecewise(-1: 1)",
      "exponential(1)", "exponential(1, 1.1)", "exponential(0, 0.9)", "exponential(1, 0.9, 2)", "cosine(1, 0)",
      "linear(1, 0", "linear(1, 0))"})
  void a_wrong_text_is_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Schedule.parse(text));
  }

  @Test
  void a_misspelt_name_gets_a_suggestion() {
    var e = assertThrows(IllegalArgumentException.class, () -> Schedule.parse("lienar(1, 0)"));
    assertTrue(e.getMessage().startsWith("there is no schedule named lienar; did you mean linear?"), e.getMessage());
  }

  @Test
  void a_schedule_that_ends_in_the_first_tenth_of_the_budget_warns() {
    Schedule schedule = Schedule.parse("piecewise(0: 2e-5, 1e6: 1e-8)");
    assertEquals(
        List.of(
            "learningRate = piecewise(0: 2e-5, 1000000: 1e-8) ends after 1000000 of 1000000000000000 steps, "
                + "0.0000001% of the budget, and stands still at 1e-8 from then on; "
                + "a schedule usually ends with the budget"),
        schedule.warnings("learningRate", Progress.startOf(1_000_000_000_000_000L)));
    assertEquals(1, schedule.warnings("x", Progress.startOf(10_000_001)).size());
    assertEquals(List.of(), schedule.warnings("x", Progress.startOf(10_000_000))); // exactly a tenth
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "0.5 | 0", "linear(1, 0) | 0", "linear(1, 0, 9%) | 1", "linear(1, 0, 10%) | 0", "linear(1, 0, 99) | 1",
      "linear(1, 0, 99, updates) | 0", "exponential(1, 0.9, 0.1) | 1", "exponential(1, 0.999, 0.1) | 0",
      "exponential(1, 0.9) | 0", "piecewise(0: 1) | 0"})
  void warnings_depend_on_the_end_and_on_the_clock(String text, int expected) {
    // ln 0.1 / ln 0.9 = 21.9, ln 0.1 / ln 0.999 = 2301; the budget is 1000 steps and no number of updates
    assertEquals(expected, Schedule.parse(text).warnings("x", Progress.startOf(1000)).size());
  }

  private record Both(long steps, long episodes) implements Progress {
    @Override
    public long count(Clock clock) {
      return clock == Clock.EPISODES ? episodes : steps;
    }

    @Override
    public long budget(Clock clock) {
      return clock == Clock.UPDATES ? NO_BUDGET : 40;
    }
  }

  @Test
  void the_budget_that_ends_first_counts() {
    assertEquals(0.75, new Both(10, 30).fraction()); // 30 of 40 episodes, 10 of 40 steps
    assertEquals(0.5, new Both(20, 10).fraction()); // 20 of 40 steps, 10 of 40 episodes
    assertEquals(1.0, new Both(50, 10).fraction());
  }
}
