package covey.wrap;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Shows every agent its latest observations: the present one (`now`), the one before (`ago1`) and so on. A little memory
/// for policies that have none: speed from places, a sign that has just passed.
///
/// Frames are those of the same occupant in the same episode: at its first observation all frames are that one. A frame
/// is an observation that the agent had, so that nothing is added while it waits unseen. Frames are copied into each row:
/// observations take `frames` times the memory.
///
/// @param frames how many observations are seen, the present one included
public record FrameStack(
    @Option(byDefault = "4", help = "observations that are seen, the present one included, at least 1", usual = "2 to 8")
        int frames)
    implements Wrapper {

  public FrameStack {
    Validation.of(FrameStack.class)
        .require(frames >= 1, "frames", frames, "must be at least 1")
        .throwIfInvalid();
  }

  @Override
  public EnvironmentSpec spec(EnvironmentSpec inner) {
    return Shown.spec(inner, "frame-stack(" + frames + ")", this::stacked,
        path -> path == null || path.isEmpty() ? "now" : "now." + path);
  }

  private Space stacked(Space seen) {
    var parts = new ArrayList<Space.Part>();
    for (int frame = 0; frame < frames; frame++) {
      parts.add(new Space.Part(frame == 0 ? "now" : "ago" + frame, seen));
    }
    return new Space.Composite(parts);
  }

  @Override
  public VectorEnvironment create(EnvironmentConfig inner, int games) {
    return new Stacked(spec(inner.spec()), inner, games, frames - 1);
  }

  private static final class Stacked implements VectorEnvironment {
    private static final int NOBODY = -1;

    private final EnvironmentSpec spec;
    private final InnerGames inner;
    private final int past; // frames besides the present one
    private final int agents;
    private final SpaceColumn[] history; // [A] rows [games, past], the latest first
    private final int[] occupant; // [games, A] generation whose frames these are, or NOBODY
    private final InnerGames.Showing showing = this::show;

    Stacked(EnvironmentSpec spec, EnvironmentConfig config, int games, int past) {
      this.spec = spec;
      this.inner = InnerGames.together(config, games);
      this.past = past;
      this.agents = spec.agents();
      this.history = new SpaceColumn[agents];
      for (int a = 0; a < agents; a++) {
        history[a] = new SpaceColumn(RowLayout.of(config.spec().slots().get(a).observation()), games * past);
      }
      this.occupant = new int[games * agents];
      Arrays.fill(occupant, NOBODY);
    }

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public int games() {
      return inner.games();
    }

    @Override
    public void advance(Commands in, Timestep out) {
      inner.take(in);
      inner.advance();
      for (int e = 0; e < games(); e++) {
        if (in.command[e] == Command.RESET) Arrays.fill(occupant, e * agents, (e + 1) * agents, NOBODY);
        inner.give(e, out, showing);
      }
    }

    private void show(int game, int slot, SpaceColumn from, int row, SpaceColumn to, int at) {
      SpaceColumn frames = history[slot];
      int first = game * past;
      Rollout columns = inner.rollout();
      int generation = columns.generation[columns.cell(1, game, slot)];
      if (occupant[game * agents + slot] != generation) {
        occupant[game * agents + slot] = generation;
        for (int k = 0; k < past; k++) frames.copyFrom(from, row, first + k, 1);
      }
      write(from, row, to, at, 0);
      for (int k = 0; k < past; k++) write(frames, first + k, to, at, k + 1);
      if (past == 0) return;
      frames.copy(first, first + 1, past - 1);
      frames.copyFrom(from, row, first, 1);
    }

    private void write(SpaceColumn from, int row, SpaceColumn to, int at, int frame) {
      int f = from.layout.floats();
      int i = from.layout.ints();
      int b = from.layout.bytes();
      int k = at * (past + 1) + frame;
      System.arraycopy(from.floats, row * f, to.floats, k * f, f);
      System.arraycopy(from.ints, row * i, to.ints, k * i, i);
      System.arraycopy(from.bytes, row * b, to.bytes, k * b, b);
    }

    @Override
    public byte[] save(int game) {
      var out = new ArchiveWriter();
      out.bytes("inner", inner.save(game));
      out.ints("occupant", Arrays.copyOfRange(occupant, game * agents, (game + 1) * agents));
      for (int a = 0; a < agents; a++) history[a].save(out.within("slot" + a), rows(game));
      return out.toBytes();
    }

    @Override
    public void load(int game, byte[] saved) {
      var in = ArchiveReader.read(saved, "a game with stacked frames");
      inner.load(game, in.bytes("inner"));
      System.arraycopy(in.ints("occupant", agents), 0, occupant, game * agents, agents);
      for (int a = 0; a < agents; a++) history[a].load(in.within("slot" + a), rows(game));
    }

    private int[] rows(int game) {
      return IntStream.range(game * past, (game + 1) * past).toArray();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
