package covey.run;

import java.time.Duration;

/// Time of the wall and of all threads' processors that training takes. Both go on where a resumed run had stopped.
///
/// Processor time is counted twice: all of it, and what comes after the first [#COLD] joint steps without checkpoints
/// and evaluations, which is what speed is told by.
final class Stopwatch {
  /// Joint steps in which the JVM still compiles what it runs.
  static final long COLD = 500_000;

  private double wallBefore; // seconds of earlier processes
  private double cpuBefore;
  private double warmCpu; // seconds of finished warm stretches
  private long warmSteps; // joint steps of finished warm stretches
  private final long wallStart = System.nanoTime();
  private final double cpuStart = processCpu();
  private double stretchCpu = Double.NaN; // when the present warm stretch began; NaN outside
  private long stretchSteps;
  private double wallEnd = Double.NaN;
  private double cpuEnd;

  /// Goes on from what [#state] gave.
  void resume(double[] state, long steps) {
    wallBefore = state[0];
    cpuBefore = state[1];
    warmCpu = state[2];
    warmSteps = steps;
  }

  double[] state() {
    return new double[] {wallSeconds(), cpuSeconds(), warmCpu};
  }

  long warmSteps() {
    return warmSteps;
  }

  double wallSeconds() {
    return Double.isNaN(wallEnd) ? wallBefore + (System.nanoTime() - wallStart) * 1e-9 : wallEnd;
  }

  double cpuSeconds() {
    return Double.isNaN(wallEnd) ? cpuBefore + processCpu() - cpuStart : cpuEnd;
  }

  /// Training is over; what follows does not count.
  void end() {
    cpuEnd = cpuSeconds();
    wallEnd = wallSeconds();
  }

  /// An iteration begins, or the work beside training is done.
  void train(long jointSteps) {
    if (jointSteps >= COLD && Double.isNaN(stretchCpu)) {
      stretchCpu = processCpu();
      stretchSteps = jointSteps;
    }
  }

  /// Work beside training begins.
  void pause(long jointSteps) {
    if (Double.isNaN(stretchCpu)) return;
    warmCpu += processCpu() - stretchCpu;
    warmSteps += jointSteps - stretchSteps;
    stretchCpu = Double.NaN;
  }

  /// Joint steps per second of processor time, warm; of the whole run if it was too short to become warm.
  double stepsPerCpuSecond(long jointSteps) {
    return warmSteps >= COLD / 2 && warmCpu > 0 ? warmSteps / warmCpu : jointSteps / cpuSeconds();
  }

  /// Seconds of processor time of all threads of this process.
  static double processCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() * 1e-9;
  }
}
