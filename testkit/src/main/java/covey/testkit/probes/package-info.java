/// Games small enough to be solved by hand, each with one difficulty of multi-agent learning and a known answer.
///
/// A learner that fails a probe has a fault that a large game would only show as a worse curve. [Probes#all] lists
/// them.
@NullMarked
package covey.testkit.probes;

import org.jspecify.annotations.NullMarked;
