/// One file per environment, its scripted policies beside it.
@NullMarked
package covey.environments;

import org.jspecify.annotations.NullMarked;
