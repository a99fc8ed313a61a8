package covey.nn.kernels;

/// Chooses the form of the kernels, once.
final class KernelChoice {
  private KernelChoice() {}

  static Kernels choose() {
    boolean offered = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    String wanted = System.getProperty("covey.kernels", offered ? "vector" : "scalar");
    return switch (wanted) {
      case "scalar" -> new ScalarKernels();
      case "vector" -> {
        if (!offered) {
          throw new IllegalStateException("covey.kernels = vector, but the JVM was started without the Vector API; "
              + "add --add-modules jdk.incubator.vector, or leave covey.kernels out");
        }
        yield new VectorKernels(); // linked only here, so that the class is never needed without the module
      }
      default -> throw new IllegalArgumentException("covey.kernels = " + wanted
          + ", but it must be scalar or vector; leave it out for the faster one the JVM offers");
    };
  }
}
