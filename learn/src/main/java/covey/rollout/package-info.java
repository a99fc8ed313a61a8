/// Experience in columns by the one path, and the one account of rewards.
@NullMarked
package covey.rollout;

import org.jspecify.annotations.NullMarked;
