/// What a policy sees and where it writes its actions.
@NullMarked
package covey.act;

import org.jspecify.annotations.NullMarked;
