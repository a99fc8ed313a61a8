package covey.cli;

import covey.run.Evaluation;
import covey.run.Monitor;
import covey.run.Plan;
import covey.track.Metrics;
import covey.track.Schema;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Shows a run while it goes: the plan, then a table with one line every so often, each the mean over the iterations
/// since the one before. On a terminal the line that is growing and a bar with the time left stand below and are
/// rewritten.
final class LiveTable implements Monitor {
  private static final int AGENTS = 8; // columns at most; more agents are shown as mean, lowest and highest
  private static final List<String> MEASURES =
      List.of("policyLoss", "valueLoss", "kl", "entropy", "explainedVariance");
  private static final List<String> SHORT = List.of("policy", "value", "kl", "entropy", "expl.var");
  private static final double FIRST_PAUSE = 1; // seconds between lines; doubles every so often
  private static final int LINES_PER_PAUSE = 20;
  private static final long REDRAW = 100_000_000L; // nanoseconds
  private static final int WIDTH = 9;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;
  private final List<Cell> cells = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private double pause = FIRST_PAUSE;
  private int lines;
  private double lineDue = FIRST_PAUSE;
  private long drawn;
  private boolean bar; // stands below
  private double startShare = Double.NaN;
  private double startSeconds;
  private long lastSteps;
  private double lastSeconds;
  private boolean begun;

  /// One column: its heading and the numbers of the schema that it shows.
  private static final class Cell {
    final String heading;
    final int[] columns;
    final Kind kind;
    double sum;
    int count;

    enum Kind { MEAN, LOWEST, HIGHEST }

    Cell(String heading, Kind kind, int... columns) {
      this.heading = heading;
      this.kind = kind;
      this.columns = columns;
    }

    void add(Metrics row) {
      double value = Double.NaN;
      for (int column : columns) {
        double each = row.value(column);
        if (Double.isNaN(value) || (kind == Kind.LOWEST ? each < value : each > value)) value = each;
      }
      if (Double.isNaN(value)) return;
      sum += value;
      count++;
    }

    String take() {
      String text = Figures.plain(count == 0 ? Double.NaN : sum / count);
      sum = 0;
      count = 0;
      return text;
    }
  }

  LiveTable(PrintWriter out, PrintWriter err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void planned(Plan plan) {
    out.println(plan.iterationsDone() == 0
        ? "%s learns %s (seed %d)".formatted(plan.algorithm(), plan.environment(), plan.seed())
        : "%s goes on learning %s after iteration %d (seed %d)"
            .formatted(plan.algorithm(), plan.environment(), plan.iterationsDone(), plan.seed()));
    item("run", plan.directory().toString());
    item("agents", plan.agents().size() <= AGENTS
        ? String.join(", ", plan.agents())
        : "%d, from %s to %s".formatted(plan.agents().size(), plan.agents().getFirst(), plan.agents().getLast()));
    item("until", plan.budget());
    item("steps", "at most %d joint steps per iteration".formatted(plan.jointStepsPerIteration()));
    item("threads", String.valueOf(plan.threads()));
    item("memory", "%s of at most %s".formatted(Figures.bytes(plan.memoryBytes()), Figures.bytes(plan.memoryLimit())));
    item("time", plan.secondsExpected().isPresent()
        ? "about %s, if it is %s".formatted(Figures.time(plan.secondsExpected().getAsDouble()), plan.expectedFrom())
        : "unknown before the first iterations");
    item("determinism", "exact: the same seed gives the same bytes, on any number of threads");
    out.println();
    out.flush();
  }

  private void item(String name, String value) {
    out.println("  %-12s%s".formatted(name, value));
  }

  @Override
  public void iterated(Schema schema, Metrics row, double share) {
    if (!begun) begin(schema, row, share);
    for (Cell cell : cells) cell.add(row);
    double seconds = row.wallSeconds - startSeconds;
    boolean over = share >= 1;
    if (seconds >= lineDue || over) {
      clearBar();
      printLine(row, share);
      if (++lines % LINES_PER_PAUSE == 0) pause *= 2;
      lineDue = seconds + pause;
    }
    if (terminal && !over && System.nanoTime() - drawn > REDRAW) drawBar(row, share, seconds);
    out.flush();
  }

  private void begin(Schema schema, Metrics row, double share) {
    begun = true;
    List<String> names = schema.names();
    List<String> agents = names.stream()
        .filter(name -> name.startsWith("return/") && !name.equals("return/mean") && !name.equals("return/team"))
        .toList();
    if (agents.size() <= AGENTS) {
      for (String agent : agents) cells.add(new Cell(agent.substring(7), Cell.Kind.MEAN, names.indexOf(agent)));
    } else {
      int[] all = agents.stream().mapToInt(names::indexOf).toArray();
      cells.add(new Cell("mean", Cell.Kind.MEAN, names.indexOf("return/mean")));
      cells.add(new Cell("lowest", Cell.Kind.LOWEST, all));
      cells.add(new Cell("highest", Cell.Kind.HIGHEST, all));
    }
    for (int i = 0; i < MEASURES.size(); i++) {
      int column = names.indexOf("learn/" + MEASURES.get(i));
      if (column >= 0) cells.add(new Cell(SHORT.get(i), Cell.Kind.MEAN, column));
    }
    startShare = Double.isNaN(share) ? Double.NaN : share;
    startSeconds = row.wallSeconds;
    lastSteps = row.jointSteps;
    lastSeconds = row.wallSeconds;
    var heading = new StringBuilder("  done    steps  steps/s");
    for (Cell cell : cells) heading.append(" ").append(right(cell.heading));
    out.println(heading);
  }

  private void printLine(Metrics row, double share) {
    double seconds = row.wallSeconds - lastSeconds;
    var line = new StringBuilder("%6s %8s %8s".formatted(
        Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.0f %%", Math.floor(100 * share)),
        Figures.count(row.jointSteps),
        seconds <= 0 ? "-" : Figures.count((row.jointSteps - lastSteps) / seconds)));
    for (Cell cell : cells) line.append(" ").append(right(cell.take()));
    out.println(line);
    lastSteps = row.jointSteps;
    lastSeconds = row.wallSeconds;
  }

  private static String right(String text) {
    return ("%" + WIDTH + "s").formatted(text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "~");
  }

  private void drawBar(Metrics row, double share, double seconds) {
    drawn = System.nanoTime();
    String left;
    if (Double.isNaN(share)) {
      left = "iteration %d, %s joint steps".formatted(row.iteration, Figures.count(row.jointSteps));
    } else {
      int full = (int) (30 * share);
      double gained = share - startShare;
      String eta = gained <= 0 ? "" : ", %s left".formatted(Figures.time(seconds * (1 - share) / gained));
      left = "[%s%s] %3.0f %%%s".formatted("#".repeat(full), ".".repeat(30 - full), Math.floor(100 * share), eta);
    }
    out.print("\r\033[K" + left);
    bar = true;
  }

  private void clearBar() {
    if (bar) out.print("\r\033[K");
    bar = false;
  }

  /// Nothing more will come: what stands below is removed.
  void end() {
    clearBar();
    out.flush();
  }

  @Override
  public void evaluated(long iteration, Evaluation evaluation) {
    clearBar();
    out.println("  evaluation after iteration %d: mean return %s, 95 %% interval [%s, %s], %d episodes".formatted(
        iteration, Figures.plain(evaluation.meanReturn()), Figures.plain(evaluation.ci95().low()),
        Figures.plain(evaluation.ci95().high()), evaluation.episodes()));
    out.flush();
  }

  @Override
  public void saved(Path checkpoint) {
    // one line each would drown the table
  }

  @Override
  public void noted(String sentence) {
    clearBar();
    err.println("covey: " + sentence);
    err.flush();
    notes.add(sentence);
  }
}
