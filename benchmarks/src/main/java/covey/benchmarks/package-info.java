/// What learning reaches and how fast, measured into tables, and the picture of it.
@NullMarked
package covey.benchmarks;

import org.jspecify.annotations.NullMarked;
