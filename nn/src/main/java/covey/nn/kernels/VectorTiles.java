package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Register tiles of [VectorProduct]: rows times vectors of `c = d + a b`, k ascending.
///
/// A tile keeps its sums in registers: each is a method of its own with its sums as local variables (an array of
/// vectors would live in memory), and species are constants (as a parameter, nothing becomes vector instructions).
///
/// | method | sums | for |
/// |---|---|---|
/// | `tile6x4` | 24; 4 loads and 6 broadcasts per k | wide outputs on 32 registers (AVX-512, NEON) |
/// | `tile6x2` | 12 | wide outputs on 16 registers (AVX2) |
/// | `tile8x1` | 8 | narrow outputs |
/// | `tile4x4` … `tile1x4`, `tile1x1` | | what is left over |
final class VectorTiles {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();

  private VectorTiles() {}

  static void tile6x4(
      int k, float[] a, int a0, int am, int ak, float[] b, int b0, int bk,
      float[] d, int d0, int dm, float[] c, int c0, int cm) {
    FloatVector s00 = FloatVector.fromArray(S, d, d0);
    FloatVector s01 = FloatVector.fromArray(S, d, d0 + L);
    FloatVector s02 = FloatVector.fromArray(S, d, d0 + 2 * L);
    FloatVector s03 = FloatVector.fromArray(S, d, d0 + 3 * L);
    FloatVector s10 = FloatVector.fromArray(S, d, d0 + dm);
    FloatVector s11 = FloatVector.fromArray(S, d, d0 + dm + L);
    FloatVector s12 = FloatVector.fromArray(S, d, d0 + dm + 2 * L);
    FloatVector s13 = FloatVector.fromArray(S, d, d0 + dm + 3 * L);
    FloatVector s20 = FloatVector.fromArray(S, d, d0 + 2 * dm);
    FloatVector s21 = FloatVector.fromArray(S, d, d0 + 2 * dm + L);
    FloatVector s22 = FloatVector.fromArray(S, d, d0 + 2 * dm + 2 * L);
    FloatVector s23 = FloatVector.fromArray(S, d, d0 + 2 * dm + 3 * L);
    FloatVector s30 = FloatVector.fromArray(S, d, d0 + 3 * dm);
    FloatVector s31 = FloatVector.fromArray(S, d, d0 + 3 * dm + L);
    FloatVector s32 = FloatVector.fromArray(S, d, d0 + 3 * dm + 2 * L);
    FloatVector s33 = FloatVector.fromArray(S, d, d0 + 3 * dm + 3 * L);
    FloatVector s40 = FloatVector.fromArray(S, d, d0 + 4 * dm);
    FloatVector s41 = FloatVector.fromArray(S, d, d0 + 4 * dm + L);
    FloatVector s42 = FloatVector.fromArray(S, d, d0 + 4 * dm + 2 * L);
    FloatVector s43 = FloatVector.fromArray(S, d, d0 + 4 * dm + 3 * L);
    FloatVector s50 = FloatVector.fromArray(S, d, d0 + 5 * dm);
    FloatVector s51 = FloatVector.fromArray(S, d, d0 + 5 * dm + L);
    FloatVector s52 = FloatVector.fromArray(S, d, d0 + 5 * dm + 2 * L);
    FloatVector s53 = FloatVector.fromArray(S, d, d0 + 5 * dm + 3 * L);
    for (int p = 0, at = a0, bt = b0; p < k; p++, at += ak, bt += bk) {
      FloatVector y0 = FloatVector.fromArray(S, b, bt);
      FloatVector y1 = FloatVector.fromArray(S, b, bt + L);
      FloatVector y2 = FloatVector.fromArray(S, b, bt + 2 * L);
      FloatVector y3 = FloatVector.fromArray(S, b, bt + 3 * L);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      s00 = x.fma(y0, s00);
      s01 = x.fma(y1, s01);
      s02 = x.fma(y2, s02);
      s03 = x.fma(y3, s03);
      FloatVector x1 = FloatVector.broadcast(S, a[at + am]);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      s12 = x1.fma(y2, s12);
      s13 = x1.fma(y3, s13);
      FloatVector x2 = FloatVector.broadcast(S, a[at + 2 * am]);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      s22 = x2.fma(y2, s22);
      s23 = x2.fma(y3, s23);
      FloatVector x3 = FloatVector.broadcast(S, a[at + 3 * am]);
      s30 = x3.fma(y0, s30);
      s31 = x3.fma(y1, s31);
      s32 = x3.fma(y2, s32);
      s33 = x3.fma(y3, s33);
      FloatVector x4 = FloatVector.broadcast(S, a[at + 4 * am]);
      s40 = x4.fma(y0, s40);
      s41 = x4.fma(y1, s41);
      s42 = x4.fma(y2, s42);
      s43 = x4.fma(y3, s43);
      FloatVector x5 = FloatVector.broadcast(S, a[at + 5 * am]);
      s50 = x5.fma(y0, s50);
      s51 = x5.fma(y1, s51);
      s52 = x5.fma(y2, s52);
      s53 = x5.fma(y3, s53);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + L);
    s02.intoArray(c, c0 + 2 * L);
    s03.intoArray(c, c0 + 3 * L);
    s10.intoArray(c, c0 + cm);
    s11.intoArray(c, c0 + cm + L);
    s12.intoArray(c, c0 + cm + 2 * L);
    s13.intoArray(c, c0 + cm + 3 * L);
    s20.intoArray(c, c0 + 2 * cm);
    s21.intoArray(c, c0 + 2 * cm + L);
    s22.intoArray(c, c0 + 2 * cm + 2 * L);
    s23.intoArray(c, c0 + 2 * cm + 3 * L);
    s30.intoArray(c, c0 + 3 * cm);
    s31.intoArray(c, c0 + 3 * cm + L);
    s32.intoArray(c, c0 + 3 * cm + 2 * L);
    s33.intoArray(c, c0 + 3 * cm + 3 * L);
    s40.intoArray(c, c0 + 4 * cm);
    s41.intoArray(c, c0 + 4 * cm + L);
    s42.intoArray(c, c0 + 4 * cm + 2 * L);
    s43.intoArray(c, c0 + 4 * cm + 3 * L);
    s50.intoArray(c, c0 + 5 * cm);
    s51.intoArray(c, c0 + 5 * cm + L);
    s52.intoArray(c, c0 + 5 * cm + 2 * L);
    s53.intoArray(c, c0 + 5 * cm + 3 * L);
  }

  static void tile4x4(
      int k, float[] a, int a0, int am, int ak, float[] b, int b0, int bk,
      float[] d, int d0, int dm, float[] c, int c0, int cm) {
    FloatVector s00 = FloatVector.fromArray(S, d, d0);
    FloatVector s01 = FloatVector.fromArray(S, d, d0 + L);
    FloatVector s02 = FloatVector.fromArray(S, d, d0 + 2 * L);
    FloatVector s03 = FloatVector.fromArray(S, d, d0 + 3 * L);
    FloatVector s10 = FloatVector.fromArray(S, d, d0 + dm);
    FloatVector s11 = FloatVector.fromArray(S, d, d0 + dm + L);
    FloatVector s12 = FloatVector.fromArray(S, d, d0 + dm + 2 * L);
    FloatVector s13 = FloatVector.fromArray(S, d, d0 + dm + 3 * L);
    FloatVector s20 = FloatVector.fromArray(S, d, d0 + 2 * dm);
    FloatVector s21 = FloatVector.fromArray(S, d, d0 + 2 * dm + L);
    FloatVector s22 = FloatVector.fromArray(S, d, d0 + 2 * dm + 2 * L);
    FloatVector s23 = FloatVector.fromArray(S, d, d0 + 2 * dm + 3 * L);
    FloatVector s30 = FloatVector.fromArray(S, d, d0 + 3 * dm);
    FloatVector s31 = FloatVector.fromArray(S, d, d0 + 3 * dm + L);
    FloatVector s32 = FloatVector.fromArray(S, d, d0 + 3 * dm + 2 * L);
    FloatVector s33 = FloatVector.fromArray(S, d, d0 + 3 * dm + 3 * L);
    for (int p = 0, at = a0, bt = b0; p < k; p++, at += ak, bt += bk) {
      FloatVector y0 = FloatVector.fromArray(S, b, bt);
      FloatVector y1 = FloatVector.fromArray(S, b, bt + L);
      FloatVector y2 = FloatVector.fromArray(S, b, bt + 2 * L);
      FloatVector y3 = FloatVector.fromArray(S, b, bt + 3 * L);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      s00 = x.fma(y0, s00);
      s01 = x.fma(y1, s01);
      s02 = x.fma(y2, s02);
      s03 = x.fma(y3, s03);
      FloatVector x1 = FloatVector.broadcast(S, a[at + am]);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      s12 = x1.fma(y2, s12);
      s13 = x1.fma(y3, s13);
      FloatVector x2 = FloatVector.broadcast(S, a[at + 2 * am]);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      s22 = x2.fma(y2, s22);
      s23 = x2.fma(y3, s23);
      FloatVector x3 = FloatVector.broadcast(S, a[at + 3 * am]);
      s30 = x3.fma(y0, s30);
      s31 = x3.fma(y1, s31);
      s32 = x3.fma(y2, s32);
      s33 = x3.fma(y3, s33);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + L);
    s02.intoArray(c, c0 + 2 * L);
    s03.intoArray(c, c0 + 3 * L);
    s10.intoArray(c, c0 + cm);
    s11.intoArray(c, c0 + cm + L);
    s12.intoArray(c, c0 + cm + 2 * L);
    s13.intoArray(c, c0 + cm + 3 * L);
    s20.intoArray(c, c0 + 2 * cm);
    s21.intoArray(c, c0 + 2 * cm + L);
    s22.intoArray(c, c0 + 2 * cm + 2 * L);
    s23.intoArray(c, c0 + 2 * cm + 3 * L);
    s30.intoArray(c, c0 + 3 * cm);
    s31.intoArray(c, c0 + 3 * cm + L);
    s32.intoArray(c, c0 + 3 * cm + 2 * L);
    s33.intoArray(c, c0 + 3 * cm + 3 * L);
  }

  static void tile3x4(
      int k, float[] a, int a0, int am, int ak, float[] b, int b0, int bk,
      float[] d, int d0, int dm, float[] c, int c0, int cm) {
    FloatVector s00 = FloatVector.fromArray(S, d, d0);
    FloatVector s01 = FloatVector.fromArray(S, d, d0 + L);
    FloatVector s02 = FloatVector.fromArray(S, d, d0 + 2 * L);
    FloatVector s03 = FloatVector.fromArray(S, d, d0 + 3 * L);
    FloatVector s10 = FloatVector.fromArray(S, d, d0 + dm);
    FloatVector s11 = FloatVector.fromArray(S, d, d0 + dm + L);
    FloatVector s12 = FloatVector.fromArray(S, d, d0 + dm + 2 * L);
    FloatVector s13 = FloatVector.fromArray(S, d, d0 + dm + 3 * L);
    FloatVector s20 = FloatVector.fromArray(S, d, d0 + 2 * dm);
    FloatVector s21 = FloatVector.fromArray(S, d, d0 + 2 * dm + L);
    FloatVector s22 = FloatVector.fromArray(S, d, d0 + 2 * dm + 2 * L);
    FloatVector s23 = FloatVector.fromArray(S, d, d0 + 2 * dm + 3 * L);
    for (int p = 0, at = a0, bt = b0; p < k; p++, at += ak, bt += bk) {
      FloatVector y0 = FloatVector.fromArray(S, b, bt);
      FloatVector y1 = FloatVector.fromArray(S, b, bt + L);
      FloatVector y2 = FloatVector.fromArray(S, b, bt + 2 * L);
      FloatVector y3 = FloatVector.fromArray(S, b, bt + 3 * L);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      s00 = x.fma(y0, s00);
      s01 = x.fma(y1, s01);
      s02 = x.fma(y2, s02);
      s03 = x.fma(y3, s03);
      FloatVector x1 = FloatVector.broadcast(S, a[at + am]);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      s12 = x1.fma(y2, s12);
      s13 = x1.fma(y3, s13);
      FloatVector x2 = FloatVector.broadcast(S, a[at + 2 * am]);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      s22 = x2.fma(y2, s22);
      s23 = x2.fma(y3, s23);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + L);
    s02.intoArray(c, c0 + 2 * L);
    s03.intoArray(c, c0 + 3 * L);
    s10.intoArray(c, c0 + cm);
    s11.intoArray(c, c0 + cm + L);
    s12.intoArray(c, c0 + cm + 2 * L);
    s13.intoArray(c, c0 + cm + 3 * L);
    s20.intoArray(c, c0 + 2 * cm);
    s21.intoArray(c, c0 + 2 * cm + L);
    s22.intoArray(c, c0 + 2 * cm + 2 * L);
    s23.intoArray(c, c0 + 2 * cm + 3 * L);
  }

  static void tile2x4(
      int k, float[] a, int a0, int am, int ak, float[] b, int b0, int bk,
      float[] d, int d0, int dm, float[] c, int c0, int cm) {
    FloatVector s00 = FloatVector.fromArray(S, d, d0);
    FloatVector s01 = FloatVector.fromArray(S, d, d0 + L);
    FloatVector s02 = FloatVector.fromArray(S, d, d0 + 2 * L);
    FloatVector s03 = FloatVector.fromArray(S, d, d0 + 3 * L);
    FloatVector s10 = FloatVector.fromArray(S, d, d0 + dm);
    FloatVector s11 = FloatVector.fromArray(S, d, d0 + dm + L);
    FloatVector s12 = FloatVector.fromArray(S, d, d0 + dm + 2 * L);
    FloatVector s13 = FloatVector.fromArray(S, d, d0 + dm + 3 * L);
    for (int p = 0, at = a0, bt = b0; p < k; p++, at += ak, bt += bk) {
      FloatVector y0 = FloatVector.fromArray(S, b, bt);
      FloatVector y1 = FloatVector.fromArray(S, b, bt + L);
      FloatVector y2 = FloatVector.fromArray(S, b, bt + 2 * L);
      FloatVector y3 = FloatVector.fromArray(S, b, bt + 3 * L);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      s00 = x.fma(y0, s00);
      s01 = x.fma(y1, s01);
      s02 = x.fma(y2, s02);
      s03 = x.fma(y3, s03);
      FloatVector x1 = FloatVector.broadcast(S, a[at + am]);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      s12 = x1.fma(y2, s12);
      s13 = x1.fma(y3, s13);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + L);
    s02.intoArray(c, c0 + 2 * L);
    s03.intoArray(c, c0 + 3 * L);
    s10.intoArray(c, c0 + cm);
    s11.intoArray(c, c0 + cm + L);
    s12.intoArray(c, c0 + cm + 2 * L);
    s13.intoArray(c, c0 + cm + 3 * L);
  }

  static void tile1x4(
      int k, float[] a, int a0, int ak, float[] b, int b0, int bk,
      float[] d, int d0, float[] c, int c0) {
    FloatVector s00 = FloatVector.fromArray(S, d, d0);
    FloatVector s01 = FloatVector.fromArray(S, d, d0 + L);
    FloatVector s02 = FloatVector.fromArray(S, d, d0 + 2 * L);
    FloatVector s03 = FloatVector.fromArray(S, d, d0 + 3 * L);
    for (int p = 0, at = a0, bt = b0; p < k; p++, at += ak, bt += bk) {
      FloatVector y0 = FloatVector.fromArray(S, b, bt);
      FloatVector y1 = FloatVector.fromArray(S, b, bt + L);
      FloatVector y2 = FloatVector.fromArray(S, b, bt + 2 * L);
      FloatVector y3 = FloatVector.fromArray(S, b, bt + 3 * L);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      s00 = x.fma(y0, s00);
      s01 = x.fma(y1, s01);
      s02 = x.fma(y2, s02);
      s03 = x.fma(y3, s03);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + L);
    s02.intoArray(c, c0 + 2 * L);
    s03.intoArray(c, c0 + 3 * L);
  }

  static void tile6x2(
      int k, float[] a, int a0, int am, int ak, float[] b, int b0, int bk,
      float[] d, int d0, int dm, float[] c, int c0, int cm) {
    FloatVector s00 = FloatVector.fromArray(S, d, d0);
    FloatVector s01 = FloatVector.fromArray(S, d, d0 + L);
    FloatVector s10 = FloatVector.fromArray(S, d, d0 + dm);
    FloatVector s11 = FloatVector.fromArray(S, d, d0 + dm + L);
    FloatVector s20 = FloatVector.fromArray(S, d, d0 + 2 * dm);
    FloatVector s21 = FloatVector.fromArray(S, d, d0 + 2 * dm + L);
    FloatVector s30 = FloatVector.fromArray(S, d, d0 + 3 * dm);
    FloatVector s31 = FloatVector.fromArray(S, d, d0 + 3 * dm + L);
    FloatVector s40 = FloatVector.fromArray(S, d, d0 + 4 * dm);
    FloatVector s41 = FloatVector.fromArray(S, d, d0 + 4 * dm + L);
    FloatVector s50 = FloatVector.fromArray(S, d, d0 + 5 * dm);
    FloatVector s51 = FloatVector.fromArray(S, d, d0 + 5 * dm + L);
    for (int p = 0, at = a0, bt = b0; p < k; p++, at += ak, bt += bk) {
      FloatVector y0 = FloatVector.fromArray(S, b, bt);
      FloatVector y1 = FloatVector.fromArray(S, b, bt + L);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      s00 = x.fma(y0, s00);
      s01 = x.fma(y1, s01);
      FloatVector x1 = FloatVector.broadcast(S, a[at + am]);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      FloatVector x2 = FloatVector.broadcast(S, a[at + 2 * am]);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      FloatVector x3 = FloatVector.broadcast(S, a[at + 3 * am]);
      s30 = x3.fma(y0, s30);
      s31 = x3.fma(y1, s31);
      FloatVector x4 = FloatVector.broadcast(S, a[at + 4 * am]);
      s40 = x4.fma(y0, s40);
      s41 = x4.fma(y1, s41);
      FloatVector x5 = FloatVector.broadcast(S, a[at + 5 * am]);
      s50 = x5.fma(y0, s50);
      s51 = x5.fma(y1, s51);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + L);
    s10.intoArray(c, c0 + cm);
    s11.intoArray(c, c0 + cm + L);
    s20.intoArray(c, c0 + 2 * cm);
    s21.intoArray(c, c0 + 2 * cm + L);
    s30.intoArray(c, c0 + 3 * cm);
    s31.intoArray(c, c0 + 3 * cm + L);
    s40.intoArray(c, c0 + 4 * cm);
    s41.intoArray(c, c0 + 4 * cm + L);
    s50.intoArray(c, c0 + 5 * cm);
    s51.intoArray(c, c0 + 5 * cm + L);
  }

  static void tile8x1(
      int k, float[] a, int a0, int am, int ak, float[] b, int b0, int bk,
      float[] d, int d0, int dm, float[] c, int c0, int cm) {
    FloatVector s0 = FloatVector.fromArray(S, d, d0);
    FloatVector s1 = FloatVector.fromArray(S, d, d0 + dm);
    FloatVector s2 = FloatVector.fromArray(S, d, d0 + 2 * dm);
    FloatVector s3 = FloatVector.fromArray(S, d, d0 + 3 * dm);
    FloatVector s4 = FloatVector.fromArray(S, d, d0 + 4 * dm);
    FloatVector s5 = FloatVector.fromArray(S, d, d0 + 5 * dm);
    FloatVector s6 = FloatVector.fromArray(S, d, d0 + 6 * dm);
    FloatVector s7 = FloatVector.fromArray(S, d, d0 + 7 * dm);
    for (int p = 0, at = a0, bt = b0; p < k; p++, at += ak, bt += bk) {
      FloatVector y0 = FloatVector.fromArray(S, b, bt);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      s0 = x.fma(y0, s0);
      FloatVector x1 = FloatVector.broadcast(S, a[at + am]);
      s1 = x1.fma(y0, s1);
      FloatVector x2 = FloatVector.broadcast(S, a[at + 2 * am]);
      s2 = x2.fma(y0, s2);
      FloatVector x3 = FloatVector.broadcast(S, a[at + 3 * am]);
      s3 = x3.fma(y0, s3);
      FloatVector x4 = FloatVector.broadcast(S, a[at + 4 * am]);
      s4 = x4.fma(y0, s4);
      FloatVector x5 = FloatVector.broadcast(S, a[at + 5 * am]);
      s5 = x5.fma(y0, s5);
      FloatVector x6 = FloatVector.broadcast(S, a[at + 6 * am]);
      s6 = x6.fma(y0, s6);
      FloatVector x7 = FloatVector.broadcast(S, a[at + 7 * am]);
      s7 = x7.fma(y0, s7);
    }
    s0.intoArray(c, c0);
    s1.intoArray(c, c0 + cm);
    s2.intoArray(c, c0 + 2 * cm);
    s3.intoArray(c, c0 + 3 * cm);
    s4.intoArray(c, c0 + 4 * cm);
    s5.intoArray(c, c0 + 5 * cm);
    s6.intoArray(c, c0 + 6 * cm);
    s7.intoArray(c, c0 + 7 * cm);
  }

  static void tile1x1(
      int k, float[] a, int a0, int ak, float[] b, int b0, int bk,
      float[] d, int d0, float[] c, int c0) {
    FloatVector s0 = FloatVector.fromArray(S, d, d0);
    for (int p = 0, at = a0, bt = b0; p < k; p++, at += ak, bt += bk) {
      FloatVector y0 = FloatVector.fromArray(S, b, bt);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      s0 = x.fma(y0, s0);
    }
    s0.intoArray(c, c0);
  }
}
