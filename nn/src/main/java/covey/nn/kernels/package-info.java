/// The arithmetic of `covey.nn`: one façade, a scalar reference and a Vector API form that agree in bits.
///
/// Not exported: what a kernel computes is specified, how it is called may change.
@NullMarked
package covey.nn.kernels;

import org.jspecify.annotations.NullMarked;
