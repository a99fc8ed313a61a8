package covey.nn;

import covey.nn.kernels.KernelBits;
import covey.nn.kernels.Kernels;

/// What [BitsTest] runs in other JVMs: prints hashes of kernels, of gradients and of weights after a few updates.
final class BitsProgram {
  private BitsProgram() {}

  public static void main(String[] arguments) {
    System.out.print(report(Integer.parseInt(arguments[0])));
    System.err.println("form: " + Kernels.ACTIVE.description());
  }

  static String report(int rows) {
    return KernelBits.report(Kernels.ACTIVE) + updates(rows, 1, 0);
  }

  /// Three updates of the fixture: hashes of gradients, sums and weights.
  static String updates(int rows, int threads, int blockRows) {
    var f = new PpoFixture(rows, new int[] {24, 20}, 18, 21, true, blockRows);
    var report = new StringBuilder();
    try (var workers = new Workers(threads)) {
      var trainer = new Trainer(f.training, 60, workers);
      var adam = new Adam(f.actor, 0.9f, 0.999f, 1e-5f);
      var rmsProp = new RmsProp(f.critic, 0.99f, 1e-5f);
      for (int update = 0; update < 3; update++) {
        trainer.set(f.entropyWeight, 0.01f / (1 + update));
        trainer.gradient(f.feed, rows, 1f / rows);
        report.append("actor gradient ").append(hash(trainer.gradients(f.actor))).append('\n');
        report.append("critic gradient ").append(hash(trainer.gradients(f.critic))).append('\n');
        report.append("loss ").append(trainer.lossSum()).append(' ').append(trainer.tally(f.entropy)).append('\n');
        report.append("norms ").append(trainer.step(adam, 0.01f, 0.5f)).append(' ');
        report.append(trainer.step(rmsProp, 0.001f, Float.POSITIVE_INFINITY)).append('\n');
      }
    }
    report.append("weights ").append(hash(f.actor.export())).append(' ').append(hash(f.critic.export())).append('\n');
    return report.toString();
  }

  static String hash(float[] values) {
    long hash = 1469598103934665603L;
    for (float value : values) hash = (hash ^ Float.floatToIntBits(value)) * 1099511628211L;
    return Long.toHexString(hash);
  }
}
