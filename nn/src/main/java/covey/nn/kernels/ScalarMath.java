package covey.nn.kernels;

/// Transcendental functions as polynomials of our own: the definition that the vector form repeats term by term.
///
/// Coefficients are minimax fits (Lawson iteration on Chebyshev nodes, 40 digits), rounded to float. The largest
/// relative error against the exact function, measured over the ranges in `MathAccuracyTest`, stands beside each.
/// `StrictMath` would do for the scalar form, but has no vector form with the same bits.
@SuppressWarnings("FloatingPointLiteralPrecision") // coefficients are written with the digits they were fitted to
final class ScalarMath {
  static final float TANH_LIMIT = 7.9f;
  static final float TP0 = 0.9999998807907104f;
  static final float TP1 = 0.12934419512748718f;
  static final float TP2 = 0.002960475394502282f;
  static final float TP3 = 1.1531860764080193e-05f;
  static final float TQ1 = 0.462676465511322f;
  static final float TQ2 = 0.0238540917634964f;
  static final float TQ3 = 0.00024001234851311892f;
  static final float TQ4 = 2.492554642685718e-07f;

  static final float LOG2E = 1.442695f;
  static final float LN2 = 0.6931472f;
  static final float LN2_HIGH = 0.693359375f; // 355/512: n LN2_HIGH is exact
  static final float LN2_LOW = -2.12194440e-4f;
  static final float ROUND = 12582912f; // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
  static final int ROUND_BITS = 0x4B400000;
  static final int HALF_SCALE = 126 << 23; // exponent of 2^(n-1)
  static final float EXP_LOWEST = -86.6f; // below: 0
  static final float EXP_HIGHEST = 88.8f; // above: infinity
  static final float E0 = 0.4999999403953552f;
  static final float E1 = 0.1666652113199234f;
  static final float E2 = 0.04166838899254799f;
  static final float E3 = 0.008368716575205326f;
  static final float E4 = 0.001381459878757596f;

  static final int ROOT_HALF = 0x3F3504F3; // bits of sqrt(1/2)
  static final float L0 = 0.6666677594184875f;
  static final float L1 = 0.39977535605430603f;
  static final float L2 = 0.2987186312675476f;

  static final float LP0 = 0.6666667461395264f;
  static final float LP1 = 0.3999887704849243f;
  static final float LP2 = 0.28616899251937866f;
  static final float LP3 = 0.21427477896213531f;
  static final float LP4 = 0.24301671981811523f;

  private ScalarMath() {}

  /// x P(x^2) / Q(x^2), x held within 7.9, so that the result stays below 1. Relative error 4.0e-7.
  static float tanh(float x) {
    float c = x < -TANH_LIMIT ? -TANH_LIMIT : x;
    c = c > TANH_LIMIT ? TANH_LIMIT : c;
    float z = c * c;
    float p = Math.fma(Math.fma(Math.fma(TP3, z, TP2), z, TP1), z, TP0);
    float q = Math.fma(Math.fma(Math.fma(Math.fma(TQ4, z, TQ3), z, TQ2), z, TQ1), z, 1f);
    return (c * p) / q;
  }

  /// 2^n (1 + r + r^2 E(r)) with n the nearest integer to x log2(e). Relative error 1.5e-7.
  static float exp(float x) {
    float t = Math.fma(x, LOG2E, ROUND);
    float n = t - ROUND;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float q = Math.fma(Math.fma(Math.fma(Math.fma(E4, r, E3), r, E2), r, E1), r, E0);
    float e = Math.fma(r, Math.fma(q, r, 1f), 1f);
    float scale = Float.intBitsToFloat((Float.floatToRawIntBits(t) << 23) + HALF_SCALE);
    float y = (e + e) * scale;
    y = x < EXP_LOWEST ? 0f : y;
    return x > EXP_HIGHEST ? Float.POSITIVE_INFINITY : y;
  }

  /// e ln 2 + log m with m in [sqrt(1/2), sqrt(2)), s = (m-1)/(m+1): 2s + s^3 L(s^2). Relative error 2.5e-7.
  static float log(float x) {
    int bits = Float.floatToRawIntBits(x);
    int e = (bits - ROOT_HALF) >> 23;
    float f = Float.intBitsToFloat(bits - (e << 23)) - 1f;
    float s = f / (f + 2f);
    float z = s * s;
    float g = Math.fma(Math.fma(L2, z, L1), z, L0);
    float y = Math.fma(Float.intBitsToFloat(e + ROUND_BITS) - ROUND, LN2, Math.fma(s * z, g, s + s));
    y = x < Float.MIN_NORMAL ? Float.NEGATIVE_INFINITY : y;
    y = x < 0f ? Float.NaN : y;
    return x <= Float.MAX_VALUE ? y : x;
  }

  static float sigmoid(float x) {
    return 1f / (1f + exp(-x));
  }

  /// max(x, 0) + log(1 + exp(-|x|)), the second as for [#log] with s = t / (2 + t). Relative error 3e-7.
  static float softplus(float x) {
    float t = exp(-Math.abs(x));
    float s = t / (t + 2f);
    float z = s * s;
    float g = Math.fma(Math.fma(Math.fma(Math.fma(LP4, z, LP3), z, LP2), z, LP1), z, LP0);
    return (x > 0f ? x : 0f) + Math.fma(s * z, g, s + s);
  }

  static float elu(float x) {
    return x > 0f ? x : exp(x) - 1f;
  }
}
