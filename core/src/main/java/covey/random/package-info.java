/// The counter-based generator from which every chance in a run is drawn.
@NullMarked
package covey.random;

import org.jspecify.annotations.NullMarked;
