/// Contracts that every environment keeps, probe environments with known answers, golden replay.
@NullMarked
package covey.testkit;

import org.jspecify.annotations.NullMarked;
