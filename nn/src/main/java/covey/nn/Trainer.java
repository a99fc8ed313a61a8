package covey.nn;

import covey.nn.kernels.Kernels;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradients of a graph over a minibatch, on any number of threads with the same bytes, and optimiser steps.
///
/// A minibatch is cut into *segments* of a fixed number of rows, the unit of parallelism. Each segment adds its
/// gradient row by row into a buffer of its own; buffers are then added as a tree over the segments' numbers (0 += 1,
/// 2 += 3, …, 0 += 2, …). So results depend on the segment's size, which belongs to a run's configuration, and on
/// nothing else: not on blocks, threads or chance.
///
/// Nothing is allocated once the largest minibatch has been seen.
public final class Trainer {
  private static final int TALLY_LANES = 8;

  private final Graph graph;
  private final int segmentRows;
  private final Workers workers;
  private final Workspace[] workspaces; // by worker
  private final List<Parameters> groups;
  private float[][][] gradients = new float[0][][]; // [segment, group, parameters.values.length]
  private double[][] tallies = new double[0][]; // [segment, 1 + tallies]: loss first
  private final double[][] lanes; // by worker: [(1 + tallies) * TALLY_LANES]
  private final double[] total;
  private final double[][] squares; // by group: [pieces]
  private final float[][] scratch; // by worker
  private final Workers.Task segmentTask = this::segment;
  private final Workers.Task reduceTask = this::reduce;
  private final Workers.Task stepTask = this::step;
  private final int pieces;

  private @Nullable Feed feed;
  private int rows;
  private float rowWeight;
  private int segments;
  private final Optimiser[] stepping = new Optimiser[2];

  /// @param segmentRows rows of a segment, a multiple of the graph's unit; see [#usualSegmentRows]
  public Trainer(Graph graph, int segmentRows, Workers workers) {
    if (graph.loss == null) throw new IllegalArgumentException("a graph without a loss cannot be trained");
    if (segmentRows < 1 || segmentRows % graph.unitRows() != 0) {
      throw new IllegalArgumentException("segmentRows = " + segmentRows + ", but it must be a positive multiple of the "
          + "graph's unit of " + graph.unitRows() + " rows");
    }
    this.graph = graph;
    this.segmentRows = segmentRows;
    this.workers = workers;
    this.groups = graph.builder.groups.subList(0, graph.trained);
    this.workspaces = new Workspace[workers.threads()];
    for (int i = 0; i < workspaces.length; i++) workspaces[i] = graph.workspace();
    int sums = 1 + graph.tallies.size();
    this.lanes = new double[workspaces.length][sums * TALLY_LANES];
    this.total = new double[sums];
    this.squares = new double[groups.size()][];
    this.scratch = new float[workspaces.length][16];
    int count = 0;
    for (int group = 0; group < groups.size(); group++) {
      squares[group] = new double[groups.get(group).layout().pieces.size()];
      count += squares[group].length;
    }
    this.pieces = count;
  }

  /// One segment per 128 rows, at most 16: enough for 16 threads where the work is worth it, whole register tiles of
  /// 6 rows, and few gradients to add. Multiply by the unit where there is one.
  public static int usualSegmentRows(int minibatchRows) {
    int segments = Math.clamp(minibatchRows / 128, 1, 16);
    int rows = (minibatchRows + segments - 1) / segments;
    return Math.max(6, (rows + 5) / 6 * 6);
  }

  public void set(Coefficient coefficient, float value) {
    for (Workspace workspace : workspaces) workspace.set(coefficient, value);
  }

  /// Computes the gradient of the sum over rows of `rowWeight * loss`, in the trained parameters.
  ///
  /// @param rows      a multiple of the graph's unit
  /// @param rowWeight usually 1 / rows, for the mean
  public void gradient(Feed feed, int rows, float rowWeight) {
    if (rows < 1 || rows % graph.unitRows() != 0) {
      throw new IllegalArgumentException(
          "rows = " + rows + ", but they must be a positive multiple of the graph's unit of " + graph.unitRows());
    }
    this.feed = feed;
    this.rows = rows;
    this.rowWeight = rowWeight;
    this.segments = (rows + segmentRows - 1) / segmentRows;
    if (gradients.length < segments) grow();
    workers.run(segments, segmentTask);
    this.feed = null;
    workers.run(pieces, reduceTask);
    Arrays.fill(total, 0);
    for (int segment = 0; segment < segments; segment++) {
      for (int i = 0; i < total.length; i++) total[i] += tallies[segment][i];
    }
  }

  private void grow() {
    int before = gradients.length;
    gradients = Arrays.copyOf(gradients, segments);
    tallies = Arrays.copyOf(tallies, segments);
    for (int segment = before; segment < segments; segment++) {
      gradients[segment] = groups.stream().map(g -> new float[g.values.length]).toArray(float[][]::new);
      tallies[segment] = new double[total.length];
    }
  }

  private void segment(int segment, int worker) {
    Workspace w = workspaces[worker];
    Feed source = feed;
    if (source == null) throw new IllegalStateException("no minibatch");
    double[] sums = lanes[worker];
    Arrays.fill(sums, 0);
    w.beginSegment(gradients[segment]);
    int start = segment * segmentRows;
    int count = Math.min(segmentRows, rows - start);
    for (int first = 0; first < count; first += w.capacity()) {
      int n = Math.min(w.capacity(), count - first);
      source.block(w, start + first, n);
      w.forward(n);
      tally(w, first, n, sums);
      w.backward(n, rowWeight);
    }
    for (int i = 0; i < total.length; i++) tallies[segment][i] = tree(sums, i * TALLY_LANES);
  }

  /// Row r of a segment goes to partial sum r mod 8, so that blocks do not show.
  private void tally(Workspace w, int first, int n, double[] sums) {
    for (int i = 0; i < total.length; i++) {
      Node node = i == 0 ? graph.loss : graph.tallies.get(i - 1);
      if (node == null) continue;
      float[] value = w.value[node.index];
      int at = i * TALLY_LANES;
      for (int row = 0; row < n; row++) sums[at + (first + row & TALLY_LANES - 1)] += value[row];
    }
  }

  private static double tree(double[] sums, int at) {
    double a = (sums[at] + sums[at + 4]) + (sums[at + 2] + sums[at + 6]);
    double b = (sums[at + 1] + sums[at + 5]) + (sums[at + 3] + sums[at + 7]);
    return a + b;
  }

  private void reduce(int task, int worker) {
    int group = 0;
    int piece = task;
    while (piece >= squares[group].length) piece -= squares[group++].length;
    Parameters.Piece range = groups.get(group).layout().pieces.get(piece);
    for (int step = 1; step < segments; step *= 2) {
      for (int i = 0; i + step < segments; i += 2 * step) {
        Kernels.ACTIVE.accumulate(range.offset(), range.length(), gradients[i + step][group], gradients[i][group]);
      }
    }
    float[] sum = gradients[0][group];
    range.tensor().clearPadding(sum, range.from(), range.to());
    squares[group][piece] = Kernels.ACTIVE.squares(range.offset(), range.length(), sum, scratch[worker]);
  }

  /// @return the sum of the loss over the rows of the last minibatch, without the row weight
  public double lossSum() {
    return total[0];
  }

  /// @return the sum of a tally over the rows of the last minibatch
  public double tally(Node node) {
    int i = graph.tallies.indexOf(node);
    if (i < 0) throw new IllegalArgumentException(node + " is no tally of this graph; name it when the graph is built");
    return total[1 + i];
  }

  /// @return the gradient of a group in canonical form, as [Parameters#export] orders it; allocates
  public float[] gradients(Parameters parameters) {
    return parameters.export(gradients[0][group(parameters)]);
  }

  /// @return the 2-norm of the group's gradient
  public double norm(Parameters parameters) {
    double sum = 0;
    for (double square : squares[group(parameters)]) sum += square;
    return Math.sqrt(sum);
  }

  private int group(Parameters parameters) {
    for (int i = 0; i < groups.size(); i++) if (groups.get(i) == parameters) return i;
    throw new IllegalArgumentException(parameters.name() + " is not trained by this graph");
  }

  /// Clips the group's gradient to `maxNorm`, as a whole, and steps its parameters.
  ///
  /// Source of clipping: Pascanu et al., "On the difficulty of training recurrent neural networks", 2013, algorithm 1.
  ///
  /// @param maxNorm positive; infinity does not clip; 0.5 to 10 is usual
  /// @return the norm before clipping
  /// @throws IllegalStateException if the gradient is not finite; nothing has been changed then
  public double step(Optimiser optimiser, float learningRate, float maxNorm) {
    double norm = finiteNorm(optimiser);
    begin(optimiser, learningRate, maxNorm, norm);
    stepping[0] = optimiser;
    int count = optimiser.parameters().layout().pieces.size();
    workers.run(count, stepTask);
    return norm;
  }

  /// Like [#step] for two groups, each clipped by itself, which saves the threads a meeting.
  public void step(Optimiser one, float learningRateOne, Optimiser two, float learningRateTwo, float maxNorm) {
    double normOne = finiteNorm(one);
    double normTwo = finiteNorm(two);
    begin(one, learningRateOne, maxNorm, normOne);
    begin(two, learningRateTwo, maxNorm, normTwo);
    stepping[0] = one;
    stepping[1] = two;
    workers.run(one.parameters().layout().pieces.size() + two.parameters().layout().pieces.size(), stepTask);
  }

  private double finiteNorm(Optimiser optimiser) {
    double norm = norm(optimiser.parameters());
    if (!Double.isFinite(norm)) {
      throw new IllegalStateException(optimiser.parameters().name() + ": the gradient is not finite (norm " + norm
          + "); the loss has diverged, a smaller learning rate or stronger clipping is usual");
    }
    return norm;
  }

  private static void begin(Optimiser optimiser, float learningRate, float maxNorm, double norm) {
    optimiser.begin(learningRate, norm > maxNorm ? (float) (maxNorm / norm) : 1f);
  }

  private void step(int task, int worker) {
    int size = stepping[0].parameters().layout().pieces.size();
    Optimiser optimiser = task < size ? stepping[0] : stepping[1];
    Parameters parameters = optimiser.parameters();
    Parameters.Piece piece = parameters.layout().pieces.get(task < size ? task : task - size);
    optimiser.step(piece.offset(), piece.length(), gradients[0][group(parameters)]);
    Tensor tensor = piece.tensor();
    if (tensor.mirrored) tensor.reflect(parameters.values, parameters.mirror, piece.from(), piece.to());
  }
}
