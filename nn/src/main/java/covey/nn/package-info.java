/// The differentiable core: kernels, the graph, modules, distributions, optimisers.
@NullMarked
package covey.nn;

import org.jspecify.annotations.NullMarked;
