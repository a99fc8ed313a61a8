package covey.run.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.OptionalDouble;

/// The matrix product of OpenBLAS, if the system has it installed: the other yardstick. Nothing of Covey uses it.
@SuppressWarnings("restricted") // whoever asks for a benchmark may have a system library called
final class OpenBlas {
  private static final List<String> LIBRARIES = List.of("libopenblas.so.0", "libopenblas.so", "libopenblas.dylib");
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int SIZE = 512;

  private OpenBlas() {}

  /// GFLOP/s of a product of 512 x 512 matrices of floats on one thread; empty where there is no OpenBLAS.
  static OptionalDouble gigaflops() {
    try (Arena arena = Arena.ofConfined()) {
      for (String library : LIBRARIES) {
        SymbolLookup symbols;
        try {
          symbols = SymbolLookup.libraryLookup(library, arena);
        } catch (IllegalArgumentException _) {
          continue; // not on this system
        }
        if (symbols.find("cblas_sgemm").isPresent() && symbols.find("openblas_set_num_threads").isPresent()) {
          return OptionalDouble.of(measure(symbols, arena));
        }
      }
    }
    return OptionalDouble.empty();
  }

  private static double measure(SymbolLookup symbols, Arena arena) {
    Linker linker = Linker.nativeLinker();
    var i = ValueLayout.JAVA_INT;
    var f = ValueLayout.JAVA_FLOAT;
    var p = ValueLayout.ADDRESS;
    MethodHandle threads = linker.downcallHandle(
        symbols.findOrThrow("openblas_set_num_threads"), FunctionDescriptor.ofVoid(i));
    MethodHandle product = linker.downcallHandle(
        symbols.findOrThrow("cblas_sgemm"), FunctionDescriptor.ofVoid(i, i, i, i, i, i, f, p, i, p, i, f, p, i));
    MemorySegment a = arena.allocate(f, (long) SIZE * SIZE);
    MemorySegment c = arena.allocate(f, (long) SIZE * SIZE);
    for (int k = 0; k < SIZE * SIZE; k++) a.setAtIndex(f, k, (k % 7 - 3) / 8f);
    Runnable once = () -> {
      try {
        product.invokeExact(ROW_MAJOR, PLAIN, PLAIN, SIZE, SIZE, SIZE, 1f, a, SIZE, a, SIZE, 0f, c, SIZE);
      } catch (Throwable e) {
        throw new IllegalStateException("OpenBLAS failed", e);
      }
    };
    try {
      threads.invokeExact(1);
    } catch (Throwable e) {
      throw new IllegalStateException("OpenBLAS failed", e);
    }
    return 2.0 * SIZE * SIZE * SIZE / Timing.seconds(once, 0.2, 7, 0.05) * 1e-9;
  }
}
