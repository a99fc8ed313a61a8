/// Each file: how one method acts and learns.
@NullMarked
package covey.algorithms;

import org.jspecify.annotations.NullMarked;
