/// What an environment is: its spec, its two forms (scalar and vectorised), and the columns it writes.
@NullMarked
package covey.env;

import org.jspecify.annotations.NullMarked;
