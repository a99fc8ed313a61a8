/// What is deployed: a trained policy is loaded here and acts. Neither learning nor experiments are needed.
@NullMarked
package covey.policy;

import org.jspecify.annotations.NullMarked;
