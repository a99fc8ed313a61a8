package covey.nn.kernels;

/// The order of sums over a contiguous axis: element j is added to partial sum j mod 16, ascending, from +0; the 16
/// partial sums are then added as a tree, `p[j] += p[j + 8]`, then 4, 2, 1.
///
/// Partial sums without elements are +0, and adding +0 to a sum that began at +0 changes nothing, so forms that
/// leave them out agree.
public final class Order {
  public static final int PARTIALS = 16;

  /// Floats that the kernels of layer norm need at least: for four groups of 16 rows, two
  /// kinds of partial sums and two numbers per row.
  public static final int NORM_SCRATCH = 4 * (2 * 16 * PARTIALS + 2 * 16);

  private Order() {}

  /// Adds 16 partial sums; overwrites them.
  public static float tree(float[] p) {
    for (int j = 0; j < 8; j++) p[j] += p[j + 8];
    for (int j = 0; j < 4; j++) p[j] += p[j + 4];
    p[0] += p[2];
    p[1] += p[3];
    return p[0] + p[1];
  }
}
