package covey.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.space.SpaceColumn;
import covey.testkit.probes.Deliveries;
import covey.testkit.probes.Havoc;
import covey.testkit.probes.ImageSide;
import covey.testkit.probes.Matching;
import covey.testkit.probes.Respawning;
import covey.wrap.FrameStack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an agent sees of its past, against a list kept by hand of all that each occupant has seen.
class HistoriesTest {
  private static final int FRAMES = 4;

  static Stream<EnvironmentConfig> games() {
    return Stream.of(
        new Matching.Config(3, 2, 9),
        new Respawning.Config(3, 4, 2, 12),
        new Deliveries.Config(6, 12, true),
        new Havoc.Config(5, 20, false, false),
        new Havoc.Config(4, 20, true, true));
  }

  @ParameterizedTest
  @MethodSource("games")
  void frames_are_the_latest_of_the_same_occupant_in_the_same_episode(EnvironmentConfig game) {
    for (int steps : new int[] {1, 2, 7, 64}) {
      Map<List<Integer>, List<String>> seen = new HashMap<>(); // by (game, slot, episode, generation)
      int compared = 0;
      int full = 0;
      try (var play = new Play(Play.setup(new FrameStack(FRAMES).around(game), 3, steps, 2))) {
        for (int k = 0; k < 256 / steps; k++) {
          Rollout rollout = play.collect();
          for (int t = 0; t <= steps; t++) {
            for (int e = 0; e < 3; e++) {
              for (int a = 0; a < rollout.agents; a++) {
                int row = rollout.row(t, e, a);
                if (row < 0) continue;
                SpaceColumn column = rollout.layout(rollout.layoutOf(a)).observation;
                List<String> own = seen.computeIfAbsent(List.of(e, a, rollout.episode[rollout.moment(t, e)],
                    rollout.generation[rollout.cell(t, e, a)]), _ -> new ArrayList<>());
                if (t > 0) own.add(frame(column, row)); // timestep 0 was timestep T before
                compared++;
                if (own.size() >= FRAMES) full++;
                assertEquals(latest(own), history(column, row));
              }
            }
          }
        }
      }
      assertTrue(compared > 500 && full > 50, "too little to compare: %d, %d".formatted(compared, full));
    }
  }

  private static List<String> latest(List<String> own) {
    var frames = new ArrayList<String>();
    for (int k = 0; k < FRAMES; k++) frames.add(own.get(Math.max(0, own.size() - 1 - k)));
    return frames;
  }

  private static List<String> history(SpaceColumn column, int row) {
    var frames = new ArrayList<String>();
    int at = row;
    for (int k = 0; k < FRAMES; k++) {
      frames.add(frame(column, at));
      at = column.previous[at];
    }
    return frames;
  }

  private static String frame(SpaceColumn column, int row) {
    int f = column.layout.floats();
    int i = column.layout.ints();
    int b = column.layout.bytes();
    return Arrays.toString(Arrays.copyOfRange(column.floats, row * f, (row + 1) * f))
        + Arrays.toString(Arrays.copyOfRange(column.ints, row * i, (row + 1) * i))
        + Arrays.toString(Arrays.copyOfRange(column.bytes, row * b, (row + 1) * b));
  }

  @Test
  void every_frame_is_stored_once() {
    EnvironmentConfig images = new ImageSide.Config(2, 4);
    try (var plain = new Play(Play.setup(images, 8, 128, 8));
        var stacked = new Play(Play.setup(new FrameStack(4).around(images), 8, 128, 8))) {
      int once = plain.collect().layout(0).observation.bytes.length;
      int with = stacked.collect().layout(0).observation.bytes.length;
      assertTrue(once > 10_000);
      assertTrue(with < 1.06 * once, with + " bytes instead of " + once);
    }
  }

  @Test
  void a_critic_of_all_observations_sees_the_past_of_all() {
    var game = new FrameStack(3).around(new Matching.Config(3, 2, 9));
    assertFalse(game.spec().state() != null);
    assertEquals(3, covey.space.RowLayout.of(new ConcatenatedState(game).spec().state()).frames());
  }
}
