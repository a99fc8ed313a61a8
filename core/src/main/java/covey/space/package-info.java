/// What observations and actions look like, and how their values lie in rows.
@NullMarked
package covey.space;

import org.jspecify.annotations.NullMarked;
