package covey.wrap;

import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Storage;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.space.SpaceColumn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Games that write into columns of their own, so that a wrapper can show something else, or show it at another time.
///
/// The columns hold one transition, from timestep 0 to timestep 1. Timestep 0 is taken from the outer columns before each
/// transition (states and actions, which is all that an environment may read), so that nothing is kept between
/// transitions. Storage is dense, whatever the environment declares: that shows nowhere.
final class InnerGames implements AutoCloseable {
  /// How an observation is shown outside.
  @FunctionalInterface
  interface Showing {
    /// Writes what an agent observes.
    ///
    /// @param from observations inside, of which row `row` is meant
    /// @param to observations outside, of which row `at` is to be written in full
    void show(int game, int slot, SpaceColumn from, int row, SpaceColumn to, int at);
  }

  /// Observations as they are.
  static final Showing AS_IT_IS = (game, slot, from, row, to, at) -> to.copyFrom(from, row, at, 1);

  private final EnvironmentSpec spec;
  private final VectorEnvironment[] vectors;
  private final int[] sizes;
  private final int games;
  private @Nullable Columns columns; // made when it is known what critics want

  /// Memory of one transition.
  ///
  /// @param vectorOf vector of each game
  @SuppressWarnings("ArrayRecordComponent") // equality is not asked for
  private record Columns(Rollout rollout, Commands[] commands, Timestep[] timesteps, int[] vectorOf) {}

  private InnerGames(EnvironmentSpec spec, VectorEnvironment[] vectors) {
    this.spec = spec;
    this.vectors = vectors;
    this.sizes = Arrays.stream(vectors).mapToInt(VectorEnvironment::games).toArray();
    this.games = Arrays.stream(sizes).sum();
  }

  /// All games in one vector, which take every transition together.
  static InnerGames together(EnvironmentConfig config, int games) {
    return new InnerGames(config.spec(), new VectorEnvironment[] {config.create(games)});
  }

  /// Every game a vector of its own, which can be taken through a transition while the others rest.
  static InnerGames apart(EnvironmentConfig config, int games) {
    var each = new VectorEnvironment[games];
    for (int e = 0; e < games; e++) each[e] = config.create(1);
    return new InnerGames(config.spec(), each);
  }

  int games() {
    return games;
  }

  /// Puts another environment in the place of a game, before a reset.
  void replace(int game, VectorEnvironment other) {
    vectors[game].close();
    vectors[game] = other;
  }

  /// The columns of the transition; there once the first commands were taken.
  Rollout rollout() {
    return present().rollout;
  }

  private Columns present() {
    if (columns == null) throw new IllegalStateException("no command has been taken yet");
    return columns;
  }

  private void prepare(Rollout.Wanted wanted) {
    var shape = spec.storage() == Storage.PACKED ? spec.withStorage(Storage.DENSE) : spec;
    var rollout = new Rollout(shape, 1, sizes, wanted, 0);
    var commands = new Commands[sizes.length];
    var timesteps = new Timestep[sizes.length];
    int[] vectorOf = new int[games];
    for (int v = 0; v < sizes.length; v++) {
      commands[v] = new Commands(rollout, v);
      timesteps[v] = new Timestep(rollout, v);
      timesteps[v].moveTo(1);
      Arrays.fill(vectorOf, rollout.firstGame(v), rollout.firstGame(v + 1), v);
    }
    columns = new Columns(rollout, commands, timesteps, vectorOf);
  }

  /// Which of the columns for critics somebody has made.
  private static Rollout.Wanted wanted(Rollout outer) {
    boolean privately = false;
    for (int l = 0; l < outer.layouts(); l++) privately |= outer.layout(l).privateState != null;
    return new Rollout.Wanted(outer.teamState != null, privately);
  }

  // ---- in ----------------------------------------------------------------------------------------------------------

  /// Takes over commands, states and actions.
  void take(Commands in) {
    if (columns == null) prepare(wanted(in.columns()));
    for (int e = 0; e < games; e++) take(in, e);
  }

  private void take(Commands in, int e) {
    command(e, in.command[e], in.key[e]);
    if (in.command[e] != Command.STEP) return;
    Rollout to = rollout();
    Rollout from = in.columns();
    for (int a = 0; a < to.agents; a++) {
      byte state = in.state(e, a);
      to.state[to.cell(0, e, a)] = state;
      if (state != AgentState.DECIDES && state != AgentState.FORCED) continue;
      LayoutColumns source = from.layout(from.layoutOf(a));
      copyAction(source, in.row(e, a), to.layout(to.layoutOf(a)), to.row(0, e, a));
    }
  }

  /// Gives a game a command, at a timestep 0 where nobody is there yet.
  void command(int e, Command command, long key) {
    if (columns == null) prepare(Rollout.Wanted.EVERYTHING);
    Columns now = present();
    int v = now.vectorOf[e];
    int g = e - now.rollout.firstGame(v);
    now.commands[v].command[g] = command;
    now.commands[v].key[g] = key;
    now.rollout.last[now.rollout.moment(0, e)] = command != Command.STEP;
    Arrays.fill(now.rollout.state, now.rollout.cell(0, e, 0), now.rollout.cell(0, e + 1, 0), AgentState.ABSENT);
  }

  private static void copyAction(LayoutColumns source, int from, LayoutColumns target, int to) {
    target.action.copyFrom(source.action, from, to, 1);
    int floats = target.action.layout.floats();
    System.arraycopy(source.applied, from * floats, target.applied, to * floats, floats);
  }

  // ---- transitions -------------------------------------------------------------------------------------------------

  /// Takes the games of one vector through the transition.
  void advance(int vector) {
    Columns now = present();
    now.rollout.clear(1, vector);
    vectors[vector].advance(now.commands[vector], now.timesteps[vector]);
  }

  /// Takes all games through the transition.
  void advance() {
    for (int v = 0; v < vectors.length; v++) advance(v);
  }

  /// Makes timestep 1 of a game its timestep 0, before another STEP. Actions of agents that decide are those that lie
  /// in their rows of timestep 0.
  void moveOn(int e) {
    Rollout rollout = rollout();
    command(e, Command.STEP, present().commands[present().vectorOf[e]].key[e - firstGame(e)]);
    for (int a = 0; a < rollout.agents; a++) {
      byte state = rollout.state[rollout.cell(1, e, a)];
      rollout.state[rollout.cell(0, e, a)] = state;
      if (state != AgentState.FORCED) continue;
      LayoutColumns layout = rollout.layout(rollout.layoutOf(a));
      copyAction(layout, rollout.row(1, e, a), layout, rollout.row(0, e, a));
    }
  }

  private int firstGame(int e) {
    return rollout().firstGame(present().vectorOf[e]);
  }

  // ---- out ---------------------------------------------------------------------------------------------------------

  /// Writes what game `e` has come to.
  void give(int e, Timestep out, Showing showing) {
    Rollout from = rollout();
    Rollout to = out.columns();
    boolean last = from.last[from.moment(1, e)];
    to.last[out.moment(e)] = last;
    Columns now = present();
    if (now.commands[now.vectorOf[e]].command[e - firstGame(e)] == Command.SKIP) return;
    to.elapsed[out.transition(e)] = from.elapsed[from.moment(0, e)];
    for (int a = 0; a < from.agents; a++) give(e, a, out, showing);
    int metrics = spec.metrics().size();
    if (last) System.arraycopy(from.metric, e * metrics, to.metric, out.metrics(e), metrics);
    SpaceColumn state = from.teamState;
    if (to.teamState != null && state != null) to.teamState.copyFrom(state, from.stateAt(1, e), out.stateRow(e), 1);
  }

  private void give(int e, int a, Timestep out, Showing showing) {
    Rollout from = rollout();
    Rollout to = out.columns();
    int cell = from.cell(1, e, a);
    to.state[out.cell(e, a)] = from.state[cell];
    to.ended[out.cell(e, a)] = from.ended[cell];
    to.generation[out.cell(e, a)] = from.generation[cell];
    int paid = from.cell(0, e, a);
    to.reward[out.paid(e, a)] = from.reward[paid];
    for (int i = 0; i < from.auxiliary.length; i++) to.auxiliary[i][out.paid(e, a)] = from.auxiliary[i][paid];
    int row = from.row(1, e, a);
    if (row < 0) return;
    LayoutColumns source = from.layout(from.layoutOf(a));
    LayoutColumns target = to.layout(to.layoutOf(a));
    int at = out.open(e, a);
    showing.show(e, a, source.observation, row, target.observation, at);
    int masks = source.maskWidth;
    System.arraycopy(source.mask, row * masks, target.mask, at * masks, masks);
    SpaceColumn own = source.privateState;
    if (target.privateState != null && own != null) target.privateState.copyFrom(own, row, at, 1);
    if (from.state[cell] == AgentState.FORCED) copyAction(source, row, target, at);
  }

  // ---- the rest ----------------------------------------------------------------------------------------------------

  byte[] save(int game) {
    return vectors.length == 1 ? vectors[0].save(game) : vectors[game].save(0);
  }

  void load(int game, byte[] saved) {
    if (vectors.length == 1) {
      vectors[0].load(game, saved);
    } else {
      vectors[game].load(0, saved);
    }
  }

  /// Closes every vector, whatever one of them throws.
  @Override
  public void close() {
    RuntimeException problem = null;
    for (VectorEnvironment each : vectors) {
      try {
        each.close();
      } catch (RuntimeException another) {
        if (problem == null) {
          problem = another;
        } else {
          problem.addSuppressed(another);
        }
      }
    }
    if (problem != null) throw problem;
  }
}
