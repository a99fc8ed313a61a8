package covey.cli;

import covey.run.Machine;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `covey doctor`: whether this machine can run Covey, and how well.
@Command(name = "doctor", description = "Check this machine: JDK, vector unit, cores, memory, disk.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:Covey runs here", "1:something is missing that Covey cannot do without"})
final class Doctor implements Callable<Integer> {
  private static final int FUSED = 2_000_000;
  private static final double SLOW = 50; // nanoseconds per fused multiply-add: a thousand times slower than in hardware

  @Mixin private final Talk talk = new Talk();

  private boolean healthy = true;

  @Override
  public Integer call() {
    check(Runtime.version().feature() >= 25, "JDK", "%s, %s".formatted(
        Runtime.version(), System.getProperty("java.home")), "Covey needs JDK 25 or newer");
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    advise(vectors, "vector API",
        vectors ? "present: kernels use vectors" : "absent: scalar kernels, same bits, slower",
        "start Java with --add-modules jdk.incubator.vector, as ./covey does");
    double fused = nanosecondsPerFusedMultiplyAdd();
    check(fused < SLOW, "fused multiply-add", "%.2f ns each".formatted(fused),
        "this processor has no fused multiply-add: training would be a thousand times slower");
    report("processor", "%s, %d cores".formatted(Machine.cpu(), Runtime.getRuntime().availableProcessors()));
    report("vector widths", widths());
    long heap = Runtime.getRuntime().maxMemory();
    advise(heap >= 256L << 20, "memory", "Java may take %s".formatted(Figures.bytes(heap)),
        "256 MiB or more are usual: -Xmx sets it");
    disk();
    report("covey", "%s, commit %s".formatted(Machine.version(), Machine.commit()));
    talk.line(healthy ? "Covey runs here." : "Covey does not run here.");
    return healthy ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void report(String what, String found) {
    talk.line("  ok    %-20s %s".formatted(what, found));
  }

  private void check(boolean good, String what, String found, String otherwise) {
    if (good) {
      report(what, found);
    } else {
      healthy = false;
      talk.line("  FAIL  %-20s %s; %s".formatted(what, found, otherwise));
    }
  }

  private void advise(boolean good, String what, String found, String otherwise) {
    if (good) {
      report(what, found);
    } else {
      talk.line("  note  %-20s %s; %s".formatted(what, found, otherwise));
    }
  }

  private void disk() {
    try {
      FileStore store = Files.getFileStore(Path.of("").toAbsolutePath());
      long free = store.getUsableSpace();
      advise(free >= 100L << 20 && Files.isWritable(Path.of("").toAbsolutePath()), "disk",
          "%s free here".formatted(Figures.bytes(free)), "runs are written to ./runs: a run takes 1 to 20 MiB");
    } catch (IOException e) {
      advise(false, "disk", "unknown", String.valueOf(e.getMessage()));
    }
  }

  /// In hardware a chain of them takes about 1 ns each; without, each goes through exact decimal arithmetic.
  private static double nanosecondsPerFusedMultiplyAdd() {
    double best = Double.POSITIVE_INFINITY;
    float value = 1;
    for (int trial = 0; trial < 5; trial++) {
      long start = System.nanoTime();
      int count = trial == 0 ? FUSED / 1000 : FUSED;
      for (int i = 0; i < count; i++) value = Math.fma(value, 0.999f, 0.001f);
      double each = (System.nanoTime() - start) / (double) count;
      best = Math.min(best, each);
      if (trial == 0 && each > 10 * SLOW) break;
    }
    return value > 2 ? Double.NaN : best; // never: it keeps the loop from being removed
  }

  private static String widths() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      String flags = lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst().orElse("");
      if (flags.contains(" avx512f")) return "512 bits (AVX-512)";
      if (flags.contains(" avx2")) return "256 bits (AVX2)";
      if (flags.contains(" asimd")) return "128 bits (NEON)";
      return flags.isEmpty() ? "not told by this system" : "128 bits";
    } catch (IOException _) {
      return "not told by this system";
    }
  }
}
