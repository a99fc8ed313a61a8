package covey.wrap;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Restore;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import java.util.Arrays;
import java.util.List;

/// One environment with several sets of options, from easy to hard: each episode is played with those of the level that
/// the dial shows at its reset. A game whose level changes is made anew between two episodes.
///
/// The dial is turned between two rollouts, by a schedule or by [SuccessGate], never while games are stepped. A running
/// episode keeps its level; a checkpoint holds the level, the key and the joint actions of every running episode
/// (`restore` is STATE, whatever the levels declare, but for NONE), so that it is restored by replay with its own options.
///
/// @param levels the environment's options, easiest first; agents, spaces and metrics must be the same at every level
/// @param dial which level the next episodes have
public record Curriculum(List<EnvironmentConfig> levels, Dial dial) implements EnvironmentConfig {

  /// Shows the level of episodes to come. Shared by all games of a run.
  public static final class Dial {
    private final int levels;
    private volatile int level;

    /// @param levels number of levels; the first one is shown
    public Dial(int levels) {
      this.levels = levels;
    }

    public int level() {
      return level;
    }

    /// Turns to a level, counted from 0. Between two rollouts only.
    public void turn(int to) {
      if (to < 0 || to >= levels) {
        throw new IllegalArgumentException("level = " + to + ", but levels are 0 to " + (levels - 1));
      }
      level = to;
    }
  }

  public Curriculum {
    levels = List.copyOf(levels);
    if (levels.size() != dial.levels) {
      throw new IllegalArgumentException(
          "the dial has " + dial.levels + " levels, but there are options for " + levels.size());
    }
    EnvironmentSpec first = levels.getFirst().spec();
    for (int level = 1; level < levels.size(); level++) {
      EnvironmentSpec other = levels.get(level).spec();
      if (!other.withName(first.name()).equals(first)) {
        throw new IllegalArgumentException("level %d is %s, but level 0 is %s: agents, spaces and metrics must not change"
            .formatted(level, other, first));
      }
    }
  }

  /// A curriculum with a dial of its own, at the first level.
  public static Curriculum of(List<EnvironmentConfig> levels) {
    return new Curriculum(levels, new Dial(levels.size()));
  }

  @Override
  public EnvironmentSpec spec() {
    EnvironmentSpec spec = levels.getFirst().spec();
    return spec.withName(spec.name() + "+curriculum")
        .withRestore(spec.restore() == Restore.NONE ? Restore.NONE : Restore.STATE);
  }

  @Override
  public VectorEnvironment create(int games) {
    return new Levelled(this, games);
  }

  private static final class Levelled implements VectorEnvironment {
    private final Curriculum curriculum;
    private final EnvironmentSpec spec;
    private final InnerGames inner;
    private final int[] level; // [games] of the present episode
    private final long[] key; // [games] of the present episode
    private final Log[] log; // [games]

    Levelled(Curriculum curriculum, int games) {
      this.curriculum = curriculum;
      this.spec = curriculum.spec();
      this.inner = InnerGames.apart(curriculum.levels.getFirst(), games);
      this.level = new int[games];
      this.key = new long[games];
      this.log = new Log[games];
      Arrays.setAll(log, e -> new Log());
    }

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public int games() {
      return level.length;
    }

    @Override
    public void advance(Commands in, Timestep out) {
      inner.take(in);
      for (int e = 0; e < level.length; e++) {
        switch (in.command[e]) {
          case RESET -> {
            begin(e, curriculum.dial.level());
            key[e] = in.key[e];
          }
          case STEP -> log[e].note(inner.rollout(), e);
          case SKIP -> {}
        }
        inner.advance(e);
        inner.give(e, out, InnerGames.AS_IT_IS);
      }
    }

    private void begin(int e, int atLevel) {
      if (level[e] != atLevel) inner.replace(e, curriculum.levels.get(atLevel).create(1));
      level[e] = atLevel;
      log[e].clear();
    }

    @Override
    public byte[] save(int game) {
      var out = new ArchiveWriter();
      out.ints("level", level[game]);
      out.longs("key", key[game]);
      log[game].save(out);
      return out.toBytes();
    }

    @Override
    public void load(int game, byte[] saved) {
      var in = ArchiveReader.read(saved, "the running episode of a curriculum");
      begin(game, in.ints("level", 1)[0]);
      key[game] = in.longs("key", 1)[0];
      log[game].load(in);
      inner.command(game, Command.RESET, key[game]);
      inner.advance(game);
      for (int step = 0; step < log[game].steps; step++) {
        inner.moveOn(game);
        log[game].replay(step, inner.rollout(), game);
        inner.advance(game);
      }
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  /// The joint actions of one running episode; its memory grows to that of the longest episode and is reused.
  private static final class Log {
    private int steps;
    private int used;
    private int[] words = new int[0]; // ints, bits of floats and bytes of all agents, step after step

    void clear() {
      steps = 0;
      used = 0;
    }

    /// Notes what the agents do who are asked or forced; others do zero.
    void note(Rollout rollout, int e) {
      for (int a = 0; a < rollout.agents; a++) {
        LayoutColumns layout = rollout.layout(rollout.layoutOf(a));
        int ints = layout.action.layout.ints();
        int floats = layout.action.layout.floats();
        int bytes = layout.action.layout.bytes();
        if (used + ints + floats + bytes > words.length) {
          words = Arrays.copyOf(words, Math.max(256, 2 * (used + ints + floats + bytes)));
        }
        int row = acts(rollout, e, a) ? rollout.row(0, e, a) : -1;
        for (int i = 0; i < ints; i++) words[used++] = row < 0 ? 0 : layout.action.ints[row * ints + i];
        for (int i = 0; i < floats; i++) {
          words[used++] = row < 0 ? 0 : Float.floatToRawIntBits(layout.applied[row * floats + i]);
        }
        for (int i = 0; i < bytes; i++) words[used++] = row < 0 ? 0 : layout.action.bytes[row * bytes + i];
      }
      steps++;
    }

    private static boolean acts(Rollout rollout, int e, int a) {
      byte state = rollout.state[rollout.cell(0, e, a)];
      return state == AgentState.DECIDES || state == AgentState.FORCED;
    }

    /// Puts the joint action of a step into the rows of timestep 0.
    void replay(int step, Rollout rollout, int e) {
      int at = step * (used / steps);
      for (int a = 0; a < rollout.agents; a++) {
        LayoutColumns layout = rollout.layout(rollout.layoutOf(a));
        int ints = layout.action.layout.ints();
        int floats = layout.action.layout.floats();
        int bytes = layout.action.layout.bytes();
        if (acts(rollout, e, a)) {
          int row = rollout.row(0, e, a);
          System.arraycopy(words, at, layout.action.ints, row * ints, ints);
          for (int i = 0; i < floats; i++) {
            layout.applied[row * floats + i] = Float.intBitsToFloat(words[at + ints + i]);
          }
          for (int i = 0; i < bytes; i++) layout.action.bytes[row * bytes + i] = (byte) words[at + ints + floats + i];
        }
        at += ints + floats + bytes;
      }
    }

    void save(ArchiveWriter out) {
      out.ints("steps", steps);
      out.ints("words", Arrays.copyOf(words, used));
    }

    void load(ArchiveReader in) {
      steps = in.ints("steps", 1)[0];
      words = in.ints("words");
      used = words.length;
    }
  }
}
