/// What `covey bench` measures.
@NullMarked
package covey.benchmarks;

import org.jspecify.annotations.NullMarked;
