package covey.env;

import java.util.Arrays;

/// Who is in the slots of one scalar game, from its reset on.
final class Occupants {
  final boolean[] here; // [A] present at the latest timestep
  final boolean[] gone; // [A] the latest occupant has ended; only a newcomer may follow
  final int[] generation; // [A]

  Occupants(int agents) {
    here = new boolean[agents];
    gone = new boolean[agents];
    generation = new int[agents];
  }

  void reset() {
    Arrays.fill(here, false);
    Arrays.fill(gone, false);
    Arrays.fill(generation, 0);
  }
}
