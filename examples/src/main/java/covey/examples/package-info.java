/// Runnable examples by theme.
@NullMarked
package covey.examples;

import org.jspecify.annotations.NullMarked;
