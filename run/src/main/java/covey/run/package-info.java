/// Experiments, checkpoints, evaluation: what a Java program calls to train.
@NullMarked
package covey.run;

import org.jspecify.annotations.NullMarked;
