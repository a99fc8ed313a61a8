/// The differentiable core: parameters, the graph of a loss, distributions, optimisers. No dependency.
///
/// **The story.** [covey.nn.Parameters] hold the numbers of a network as named tensors. Layers ([covey.nn.Mlp],
/// [covey.nn.LayerNorm], one's own [covey.nn.Layer]) record operations in a [covey.nn.Graph.Builder]; so do the methods
/// of [covey.nn.Node], with which an algorithm writes its loss. A built [covey.nn.Graph] runs in a
/// [covey.nn.Workspace], forward only, or in a [covey.nn.Trainer], which gives gradients and steps an
/// [covey.nn.Optimiser]. Nobody derives a gradient by hand, and nothing is allocated while it runs.
///
/// **Bits are specified.** Every result is defined by an order of IEEE operations, not by the machine:
///
/// | what | order |
/// |---|---|
/// | products with several outputs | inputs ascending, in `fma`, from the bias on |
/// | sums over features, products with one output | 16 partial sums and a fixed tree |
/// | gradients of parameters | rows ascending within a segment, segments as a tree |
/// | `exp`, `log`, `tanh` and their kin | polynomials of our own, term by term |
///
/// So scalar code and vectors of 128, 256 and 512 bits, interpreted and compiled code, one thread and four give the same
/// bytes; a row's results do not depend on the rows beside it; acting and training give the same log-probability.
/// Tests compare all of these.
///
/// **Blocks.** Small networks spend their time moving memory, so the whole graph, forward and backward, is taken through
/// some hundred rows at a time, which stay in the core's cache. Rows that belong together
/// ([covey.nn.Graph.Builder#unitRows]) are never parted.
///
/// **Layout.** A node is [rows, width] floats, row after row, the width rounded up to 16 so that kernels have no tails;
/// a column (width 1) is contiguous. Padding may hold anything in values and gradients, and is always zero in parameters.
@NullMarked
package covey.nn;

import org.jspecify.annotations.NullMarked;
