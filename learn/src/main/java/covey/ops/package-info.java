/// The shared mathematics: transitions, returns, advantages, losses that carry the name of a paper.
@NullMarked
package covey.ops;

import org.jspecify.annotations.NullMarked;
