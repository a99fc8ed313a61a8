/// The command `covey`; the only place with standard output.
@NullMarked
package covey.cli;

import org.jspecify.annotations.NullMarked;
