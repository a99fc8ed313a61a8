/// Replays trajectories that were recorded from the original environments, and compares every number.
@NullMarked
package covey.testkit.golden;

import org.jspecify.annotations.NullMarked;
