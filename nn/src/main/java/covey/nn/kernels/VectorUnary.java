package covey.nn.kernels;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import static java.lang.invoke.MethodType.methodType;

/// Functions of one number: one loop each.
///
/// Loops are called through method handles that the compiler cannot know beforehand, so that each is compiled by itself.
/// Called through an interface, the two that were seen most are inlined into their caller: tanh and exp together, which is
/// what acting needs, exceed the compiler's budget of nodes, and what it then leaves as calls passes vectors as objects
/// (measured: in two JVMs of three, half the speed of acting; `docs/decisions/0012-loops-compiled-by-themselves.md`).
final class VectorUnary {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();

  private static final MethodHandle[] FORWARD = new MethodHandle[Unary.values().length];
  private static final MethodHandle[] BACKWARD = new MethodHandle[Unary.values().length];

  static {
    for (Unary f : Unary.values()) {
      FORWARD[f.ordinal()] = loop(forward(f), Forward.class, methodType(
          void.class, int.class, float[].class, float.class, float.class, float[].class));
      BACKWARD[f.ordinal()] = loop(backward(f), Backward.class, methodType(
          void.class, int.class, float[].class, float[].class, float.class, float.class, float[].class, float[].class));
    }
  }

  private VectorUnary() {}

  interface Forward {
    void run(int n, float[] x, float a, float b, float[] y);
  }

  interface Backward {
    void run(int n, float[] x, float[] y, float a, float b, float[] dy, float[] dx);
  }

  private static MethodHandle loop(Object loop, Class<?> type, MethodType signature) {
    try {
      return MethodHandles.lookup().findVirtual(type, "run", signature).bindTo(loop);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new LinkageError(type + " belongs to this class", e);
    }
  }

  static void forward(Unary f, int n, float[] x, float a, float b, float[] y) {
    try {
      FORWARD[f.ordinal()].invokeExact(n, x, a, b, y);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  static void backward(Unary f, int n, float[] x, float[] y, float a, float b, float[] dy, float[] dx) {
    try {
      BACKWARD[f.ordinal()].invokeExact(n, x, y, a, b, dy, dx);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /// Loops throw no checked exceptions; handles might, as far as the language knows.
  private static RuntimeException thrown(Throwable e) {
    if (e instanceof Error error) throw error;
    return e instanceof RuntimeException known ? known : new IllegalStateException(e);
  }

  private static Forward forward(Unary f) {
    return switch (f) {
      case TANH -> (n, x, a, b, y) -> tanh(n, x, y);
      case RELU -> (n, x, a, b, y) -> relu(n, x, y);
      case SIGMOID -> (n, x, a, b, y) -> sigmoid(n, x, y);
      case ELU -> (n, x, a, b, y) -> elu(n, x, y);
      case SOFTPLUS -> (n, x, a, b, y) -> softplus(n, x, y);
      case EXP -> (n, x, a, b, y) -> exp(n, x, y);
      case LOG -> (n, x, a, b, y) -> log(n, x, y);
      case SQUARE -> (n, x, a, b, y) -> square(n, x, y);
      case SQRT -> (n, x, a, b, y) -> sqrt(n, x, y);
      case ABS -> (n, x, a, b, y) -> abs(n, x, y);
      case AFFINE -> VectorUnary::affine;
      case CLAMP -> VectorUnary::clamp;
      case HUBER -> (n, x, a, b, y) -> huber(n, x, a, y);
    };
  }

  private static void tanh(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) VectorMath.tanh(at(x, i)).intoArray(y, i);
  }

  private static void relu(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = at(x, i);
      FloatVector.zero(S).blend(v, v.compare(VectorOperators.GT, 0f)).intoArray(y, i);
    }
  }

  private static void sigmoid(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) VectorMath.sigmoid(at(x, i)).intoArray(y, i);
  }

  private static void elu(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) VectorMath.elu(at(x, i)).intoArray(y, i);
  }

  private static void softplus(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) VectorMath.softplus(at(x, i)).intoArray(y, i);
  }

  private static void exp(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) VectorMath.exp(at(x, i)).intoArray(y, i);
  }

  private static void log(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) VectorMath.log(at(x, i)).intoArray(y, i);
  }

  private static void square(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = at(x, i);
      v.mul(v).intoArray(y, i);
    }
  }

  private static void sqrt(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) at(x, i).sqrt().intoArray(y, i);
  }

  private static void abs(int n, float[] x, float[] y) {
    for (int i = 0; i < n; i += L) at(x, i).abs().intoArray(y, i);
  }

  private static void affine(int n, float[] x, float a, float b, float[] y) {
    for (int i = 0; i < n; i += L) at(x, i).fma(all(a), all(b)).intoArray(y, i);
  }

  private static void clamp(int n, float[] x, float a, float b, float[] y) {
    for (int i = 0; i < n; i += L) within(at(x, i), a, b).intoArray(y, i);
  }

  private static void huber(int n, float[] x, float a, float[] y) {
    float half = 0.5f * a;
    for (int i = 0; i < n; i += L) {
      FloatVector v = at(x, i);
      FloatVector size = v.abs();
      FloatVector inside = v.mul(v).mul(0.5f);
      size.sub(half).mul(a).blend(inside, size.compare(VectorOperators.LE, a)).intoArray(y, i);
    }
  }

  private static Backward backward(Unary f) {
    return switch (f) {
      case TANH -> (n, x, y, a, b, dy, dx) -> {
        for (int i = 0; i < n; i += L) add(dy, oneLessSquare(at(y, i)), dx, i);
      };
      case RELU -> (n, x, y, a, b, dy, dx) -> {
        for (int i = 0; i < n; i += L) add(dy, step(at(y, i)), dx, i);
      };
      case SIGMOID -> (n, x, y, a, b, dy, dx) -> {
        for (int i = 0; i < n; i += L) add(dy, bell(at(y, i)), dx, i);
      };
      case ELU -> (n, x, y, a, b, dy, dx) -> {
        for (int i = 0; i < n; i += L) add(dy, eluSlope(at(y, i)), dx, i);
      };
      case SOFTPLUS -> (n, x, y, a, b, dy, dx) -> softplusBackward(n, x, dy, dx);
      case EXP -> (n, x, y, a, b, dy, dx) -> VectorElementwise.addProduct(n, dy, y, dx);
      case LOG -> (n, x, y, a, b, dy, dx) -> VectorElementwise.addQuotient(n, dy, x, dx);
      case SQUARE -> (n, x, y, a, b, dy, dx) -> {
        for (int i = 0; i < n; i += L) add(dy, at(x, i).add(at(x, i)), dx, i);
      };
      case SQRT -> (n, x, y, a, b, dy, dx) -> {
        for (int i = 0; i < n; i += L) add(dy, all(0.5f).div(at(y, i)), dx, i);
      };
      case ABS -> (n, x, y, a, b, dy, dx) -> absBackward(n, x, dy, dx);
      case AFFINE -> (n, x, y, a, b, dy, dx) -> {
        for (int i = 0; i < n; i += L) add(dy, all(a), dx, i);
      };
      case CLAMP -> (n, x, y, a, b, dy, dx) -> clampBackward(n, x, a, b, dy, dx);
      case HUBER -> (n, x, y, a, b, dy, dx) -> {
        for (int i = 0; i < n; i += L) add(dy, within(at(x, i), -a, a), dx, i);
      };
    };
  }

  private static void softplusBackward(int n, float[] x, float[] dy, float[] dx) {
    for (int i = 0; i < n; i += L) add(dy, VectorMath.sigmoid(at(x, i)), dx, i);
  }

  private static void absBackward(int n, float[] x, float[] dy, float[] dx) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = at(x, i);
      add(dy, FloatVector.zero(S).blend(1f, v.compare(VectorOperators.GT, 0f)).blend(-1f, v.lt(0f)), dx, i);
    }
  }

  private static void clampBackward(int n, float[] x, float a, float b, float[] dy, float[] dx) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = at(x, i);
      FloatVector slope = FloatVector.zero(S)
          .blend(1f, v.compare(VectorOperators.GE, a).and(v.compare(VectorOperators.LE, b)));
      add(dy, slope, dx, i);
    }
  }

  static void activationBackward(Unary f, int n, float[] y, float[] dy) {
    switch (f) {
      case TANH -> {
        for (int i = 0; i < n; i += L) at(dy, i).mul(oneLessSquare(at(y, i))).intoArray(dy, i);
      }
      case RELU -> {
        for (int i = 0; i < n; i += L) at(dy, i).mul(step(at(y, i))).intoArray(dy, i);
      }
      case SIGMOID -> {
        for (int i = 0; i < n; i += L) at(dy, i).mul(bell(at(y, i))).intoArray(dy, i);
      }
      case ELU -> {
        for (int i = 0; i < n; i += L) at(dy, i).mul(eluSlope(at(y, i))).intoArray(dy, i);
      }
      default -> throw new IllegalArgumentException(f + ": its derivative is not a function of its output");
    }
  }

  private static FloatVector oneLessSquare(FloatVector y) {
    return y.neg().fma(y, all(1f));
  }

  private static FloatVector step(FloatVector y) {
    return FloatVector.zero(S).blend(1f, y.compare(VectorOperators.GT, 0f));
  }

  private static FloatVector bell(FloatVector y) {
    return y.neg().fma(y, y);
  }

  private static FloatVector eluSlope(FloatVector y) {
    return y.add(1f).blend(1f, y.compare(VectorOperators.GT, 0f));
  }

  private static FloatVector within(FloatVector v, float a, float b) {
    FloatVector low = v.blend(a, v.lt(a));
    return low.blend(b, low.compare(VectorOperators.GT, b));
  }

  private static void add(float[] dy, FloatVector slope, float[] dx, int i) {
    at(dy, i).fma(slope, at(dx, i)).intoArray(dx, i);
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(S, value);
  }

  private static FloatVector at(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }
}
