/// What `covey bench` measures: single parts on one thread, and training as a whole.
@NullMarked
package covey.run.bench;

import org.jspecify.annotations.NullMarked;
