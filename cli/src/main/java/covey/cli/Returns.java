package covey.cli;

import covey.run.Evaluation;

/// An evaluation as one line.
final class Returns {
  private Returns() {}

  static void print(Talk talk, String name, Evaluation evaluation) {
    talk.line("  %-26s %9s   [%s, %s]".formatted(name, Figures.plain(evaluation.meanReturn()),
        Figures.plain(evaluation.ci95().low()), Figures.plain(evaluation.ci95().high())));
  }
}
