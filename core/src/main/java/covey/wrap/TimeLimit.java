package covey.wrap;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.config.Option;
import covey.config.Validation;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.Arrays;

/// Cuts episodes off after a number of steps: everybody who is still there is truncated, so that learners look beyond.
///
/// - An agent that waits without being seen ends with the observation it had last (blank if it never had any). A mask
///   without a legal choice, which only agents have that are not asked, becomes one where all is legal.
/// - The environment reports its metrics at ends of its own only: in an episode that was cut they read 0, and the
///   metric `cut` says so.
/// - A game that was cut is made anew, because an environment may be reset at a last timestep only: that allocates, once
///   per episode that was cut, and games that are played along lanes are played one by one. Where an environment has a
///   limit of its own among its options, that one is faster.
///
/// @param steps joint steps after which an episode is cut off
public record TimeLimit(
    @Option(byDefault = "1000", help = "joint steps after which an episode is cut off, at least 1") int steps)
    implements Wrapper {

  public TimeLimit {
    Validation.of(TimeLimit.class)
        .require(steps >= 1, "steps", steps, "must be at least 1")
        .throwIfInvalid();
  }

  @Override
  public EnvironmentSpec spec(EnvironmentSpec inner) {
    var metrics = new ArrayList<>(inner.metrics());
    metrics.removeIf(metric -> metric.name().equals("cut")); // of a time limit inside, which is the same question
    boolean nested = metrics.size() < inner.metrics().size();
    if (nested) return inner.withName(name(inner));
    metrics.add(new Metric("cut", Metric.Kind.FLAG));
    return inner.withName(name(inner)).withMetrics(metrics.toArray(Metric[]::new));
  }

  private String name(EnvironmentSpec inner) {
    return inner.name() + "+time-limit(" + steps + ")";
  }

  @Override
  public VectorEnvironment create(EnvironmentConfig inner, int games) {
    return new Limited(spec(inner.spec()), inner, games, steps);
  }

  private static final class Limited implements VectorEnvironment {
    private final EnvironmentSpec spec;
    private final EnvironmentConfig config;
    private final InnerGames inner;
    private final int limit;
    private final int[] step; // [games]
    private final boolean remembers; // agents may be there without being seen
    private final Seen[] seen; // [A] what each slot saw last, row by game
    private final int cut; // number of the metric
    private final boolean nested; // the environment inside reports it itself

    /// What the occupants of a slot saw last.
    ///
    /// @param generation whose it is, or -1
    @SuppressWarnings("ArrayRecordComponent") // equality is not asked for
    private record Seen(SpaceColumn observation, boolean[] mask, int[] generation) {}

    Limited(EnvironmentSpec spec, EnvironmentConfig config, int games, int limit) {
      this.spec = spec;
      this.config = config;
      this.inner = InnerGames.apart(config, games);
      this.limit = limit;
      this.step = new int[games];
      this.remembers = !spec.everyoneDecides() && !spec.observesAlways();
      this.seen = new Seen[spec.agents()];
      for (int a = 0; a < seen.length; a++) {
        EnvironmentSpec.Slot slot = spec.slots().get(a);
        int masks = slot.masked() ? RowLayout.maskWidth(slot.action()) : 0;
        seen[a] = new Seen(new SpaceColumn(RowLayout.of(slot.observation()), games),
            new boolean[games * masks], new int[games]);
      }
      this.cut = spec.metrics().stream().map(Metric::name).toList().indexOf("cut");
      this.nested = config.spec().metrics().size() == spec.metrics().size();
    }

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public int games() {
      return step.length;
    }

    @Override
    public void advance(Commands in, Timestep out) {
      inner.take(in);
      inner.advance();
      for (int e = 0; e < step.length; e++) {
        inner.give(e, out, InnerGames.AS_IT_IS);
        Command command = in.command[e];
        if (command == Command.SKIP) continue;
        if (command == Command.RESET) {
          step[e] = 0;
          for (Seen each : seen) each.generation[e] = -1;
        } else {
          step[e]++;
        }
        boolean over = out.columns().last[out.moment(e)];
        if (remembers) for (int a = 0; a < seen.length; a++) remember(e, a, out);
        if (!over && step[e] == limit) cut(e, out);
        if (over && !nested) out.columns().metric[out.metrics(e) + cut] = 0;
      }
    }

    private void remember(int e, int a, Timestep out) {
      Rollout columns = out.columns();
      int row = out.row(e, a);
      if (row < 0) return;
      LayoutColumns layout = columns.layout(columns.layoutOf(a));
      Seen latest = seen[a];
      latest.generation[e] = columns.generation[out.cell(e, a)];
      latest.observation.copyFrom(layout.observation, row, e, 1);
      System.arraycopy(layout.mask, row * layout.maskWidth, latest.mask, e * layout.maskWidth, layout.maskWidth);
    }

    private void cut(int e, Timestep out) {
      Rollout columns = out.columns();
      columns.last[out.moment(e)] = true;
      for (int a = 0; a < seen.length; a++) {
        int cell = out.cell(e, a);
        if (columns.state[cell] == AgentState.ABSENT || columns.ended[cell] != Ending.NO) continue;
        int row = out.row(e, a);
        columns.state[cell] = AgentState.WAITS;
        columns.ended[cell] = Ending.TRUNCATED;
        LayoutColumns layout = columns.layout(columns.layoutOf(a));
        if (row < 0) {
          row = out.open(e, a);
          recall(e, a, columns.generation[cell], layout, row);
        }
        allowSomething(layout, row);
      }
      int metrics = spec.metrics().size();
      Arrays.fill(columns.metric, out.metrics(e), out.metrics(e) + metrics, 0);
      columns.metric[out.metrics(e) + cut] = 1;
      inner.replace(e, config.create(1)); // the old one is in the middle of an episode, where it may not be reset
    }

    private void recall(int e, int a, int generation, LayoutColumns layout, int row) {
      Seen latest = seen[a];
      if (latest.generation[e] == generation) {
        layout.observation.copyFrom(latest.observation, e, row, 1);
        System.arraycopy(latest.mask, e * layout.maskWidth, layout.mask, row * layout.maskWidth, layout.maskWidth);
      } else {
        blank(layout.observation, row);
        Arrays.fill(layout.mask, row * layout.maskWidth, (row + 1) * layout.maskWidth, true);
      }
      if (layout.privateState != null) blank(layout.privateState, row);
    }

    /// Nothing, as near to zero as the bounds allow.
    private static void blank(SpaceColumn column, int row) {
      column.clear(row);
      for (int l = 0; l < column.layout.leaves().size(); l++) {
        var leaf = column.layout.leaves().get(l);
        if (!(leaf.space() instanceof Space.Box box)) continue;
        for (int i = 0; i < leaf.width(); i++) {
          float least = Math.clamp(0f, box.low(i), box.high(i));
          switch (leaf.element()) {
            case FLOAT -> column.floats[row * column.layout.floats() + leaf.offset() + i] = least;
            case INT -> column.ints[row * column.layout.ints() + leaf.offset() + i] = (int) least;
            case UINT8 -> column.bytes[row * column.layout.bytes() + leaf.offset() + i] = (byte) (int) least;
          }
        }
      }
    }

    private static void allowSomething(LayoutColumns layout, int row) {
      if (layout.maskWidth == 0) return;
      int mask = row * layout.maskWidth;
      for (int width : layout.branches) {
        boolean some = false;
        for (int k = 0; k < width; k++) some |= layout.mask[mask + k];
        if (!some) Arrays.fill(layout.mask, mask, mask + width, true);
        mask += width;
      }
    }

    @Override
    public byte[] save(int game) {
      var out = new ArchiveWriter();
      out.bytes("inner", inner.save(game));
      out.ints("step", step[game]);
      for (int a = 0; a < seen.length && remembers; a++) {
        ArchiveWriter slot = out.within("slot" + a);
        slot.ints("generation", seen[a].generation[game]);
        seen[a].observation.save(slot, new int[] {game});
        byte[] masks = new byte[seen[a].mask.length / step.length];
        for (int k = 0; k < masks.length; k++) masks[k] = (byte) (seen[a].mask[game * masks.length + k] ? 1 : 0);
        slot.bytes("mask", masks);
      }
      return out.toBytes();
    }

    @Override
    public void load(int game, byte[] saved) {
      var in = ArchiveReader.read(saved, "a game with a time limit");
      inner.load(game, in.bytes("inner"));
      step[game] = in.ints("step", 1)[0];
      for (int a = 0; a < seen.length && remembers; a++) {
        ArchiveReader slot = in.within("slot" + a);
        seen[a].generation[game] = slot.ints("generation", 1)[0];
        seen[a].observation.load(slot, new int[] {game});
        byte[] masks = slot.bytes("mask", seen[a].mask.length / step.length);
        for (int k = 0; k < masks.length; k++) seen[a].mask[game * masks.length + k] = masks[k] != 0;
      }
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
