package covey.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissesTest {
  private static final List<String> OPTIONS =
      List.of("clip", "entropyWeight", "epochs", "gamma", "lambda", "learningRate", "minibatches", "t");

  @ParameterizedTest
  @CsvSource({"clip_range, clip", "gama, gamma", "lambada, lambda", "learning-rate, learningRate", "lr, learningRate",
      "epohcs, epochs", "mini, minibatches", "ENTROPYWEIGHT, entropyWeight"})
  void a_mistake_finds_what_was_meant(String wrong, String meant) {
    assertEquals(List.of(meant), NearMisses.of(wrong, OPTIONS));
  }

  @Test
  void a_mere_beginning_is_no_guess_where_something_is_alike() {
    assertEquals(List.of("simple_spread"), NearMisses.of("simple_sprad", List.of("simple", "simple_spread")));
    assertEquals(List.of("simple"), NearMisses.of("simple_game_of_mine", List.of("simple", "simple_spread")));
  }

  @Test
  void what_is_far_from_everything_gets_no_suggestion() {
    assertEquals(List.of(), NearMisses.of("temperature", OPTIONS));
    assertEquals(List.of(), NearMisses.of("q", OPTIONS));
    assertEquals("", NearMisses.hint("temperature", OPTIONS));
  }

  @Test
  void the_closest_come_first_and_never_more_than_three() {
    assertEquals(
        List.of("aaaaab", "aaaabb", "aaaacc"),
        NearMisses.of("aaaaaa", List.of("aaaacc", "aaaadd", "aaaabb", "aaaaab")));
    assertEquals("; did you mean clip?", NearMisses.hint("clpi", OPTIONS));
  }

  @Test
  void distance_counts_a_swap_once() {
    assertEquals(1, NearMisses.distance("ab", "ba"));
    assertEquals(3, NearMisses.distance("kitten", "sitting")); // k-s, e-i, +g
    assertEquals(4, NearMisses.distance("", "four"));
  }
}
