package covey.environments;

import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.StateAccess;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the games in a [ParticleWorld] have in common: commands and actions, resets, observations as rows, ends.
///
/// Games lie side by side in arrays over games and are taken through a step block by block. A game of its own says what
/// moves ([ParticleWorld.Body]), what it measures after a move, whom it pays, what agents observe, and when they have
/// succeeded.
///
/// - A move is 0 stay, 1 left, 2 right, 3 down, 4 up; a word is one of `words`. An agent that moves and speaks chooses
///   `move + 5 * word`. With continuous actions a move is five numbers in [0, 1], of which (third minus second, fifth
///   minus fourth) is the push and the first does nothing; the word's numbers in [0, 1] follow.
/// - What is spoken in a step is heard in the observation that the step leads to.
/// - Everybody decides at each timestep. Episodes are truncated after `maxCycles` steps and, where that is wanted,
///   terminated when the game says that its agents have succeeded and time is not up.
abstract class ParticleGame implements VectorEnvironment, StateAccess {
  static final int MOVES = 5;

  private static final int BLOCK = RowWriter.GAMES; // games per pass: what they touch stays in the core's cache
  private static final int TOGETHER = 8; // up to so many agents of a layout are written at once
  private static final int STEPS = 1;
  private static final int OTHERS = 2;
  private static final int[] RIGHT = {0, -1, 1, 0, 0};
  private static final int[] UP = {0, 0, 0, -1, 1};

  /// What the options of all these games have in common.
  ///
  /// @param continuous actions are numbers in [0, 1] instead of choices
  /// @param untilSuccess terminate episodes at success
  /// @param maxCycles steps before truncation
  /// @param words that a speaking agent may say, and numbers of the vectors in which they are heard
  /// @param landmarkReach landmarks begin in a square of half this side
  record Rules(int maxCycles, boolean continuous, boolean untilSuccess, int words, double landmarkReach) {
    static Rules silent(int maxCycles, boolean continuous, boolean untilSuccess) {
      return new Rules(maxCycles, continuous, untilSuccess, 2, 1);
    }

    /// The actions of an agent with this body.
    Space actions(ParticleWorld.Body body) {
      if (continuous) return Space.Box.of((body.movable() ? MOVES : 0) + (body.speaks() ? words : 0), 0, 1);
      return new Space.Discrete((body.movable() ? MOVES : 1) * (body.speaks() ? words : 1));
    }
  }

  final int games;
  final int n; // agents
  final ParticleWorld world; // entities: agents 0 to n - 1, then landmarks
  final double[][][] speech; // [agents][words][games] what was said in the latest step: all zero, or one number each
  final boolean[] stepping; // [games] the command of the present transition is STEP

  private final EnvironmentSpec spec;
  private final Rules rules;
  private final RowWriter rows;
  private final NearestFirst nearest;
  private final int[] floatsBefore; // [agents] where an agent's observation begins in the team state
  private final int[] intsBefore; // [agents]
  private final double[][] pushX; // [agents][moves] force of a chosen move
  private final double[][] pushY;
  private final int[] steps; // [games]
  private final boolean[] over; // [games] the present timestep is last
  private final Stream chance = new Stream(0);

  ParticleGame(EnvironmentSpec spec, int games, ParticleWorld world, Rules rules) {
    this.spec = spec;
    this.games = games;
    this.n = world.agents;
    this.world = world;
    this.rules = rules;
    this.rows = new RowWriter(mostFeatures(spec), games);
    this.nearest = new NearestFirst(world);
    this.floatsBefore = new int[n];
    this.intsBefore = new int[n];
    this.pushX = new double[n][MOVES];
    this.pushY = new double[n][MOVES];
    var silence = new double[games];
    this.speech = new double[n][rules.words()][];
    int floats = 0;
    int ints = 0;
    for (int i = 0; i < n; i++) {
      ParticleWorld.Body body = world.bodies.get(i);
      for (int w = 0; w < rules.words(); w++) speech[i][w] = body.speaks() ? new double[games] : silence;
      for (int move = 0; move < MOVES; move++) {
        pushX[i][move] = RIGHT[move] * body.push();
        pushY[i][move] = UP[move] * body.push();
      }
      var observation = RowLayout.of(spec.slots().get(i).observation());
      floatsBefore[i] = floats;
      intsBefore[i] = ints;
      floats += observation.floats();
      ints += observation.ints();
    }
    this.steps = new int[games];
    this.over = new boolean[games];
    this.stepping = new boolean[games];
    Arrays.fill(over, true);
  }

  static int atLeastOne(int games) {
    if (games < 1) throw new IllegalArgumentException("games = " + games + ", but there must be at least 1");
    return games;
  }

  private static int mostFeatures(EnvironmentSpec spec) {
    int most = 1;
    for (List<Integer> slots : spec.layouts()) {
      EnvironmentSpec.Slot slot = spec.slots().get(slots.getFirst());
      int floats = RowLayout.of(slot.observation()).floats();
      Space whole = slot.privateState();
      if (whole != null) floats = Math.max(floats, RowLayout.of(whole).floats());
      most = Math.max(most, floats * (slots.size() <= TOGETHER ? slots.size() : 1));
    }
    return most;
  }

  // ---- what a game of its own says -----------------------------------------------------------------------------------

  /// Draws what else an episode begins with, after the positions.
  void begin(int game, Stream from) {}

  /// Computes what rewards, observations and ends need, after a move or a reset; counts what is counted in an episode.
  abstract void measure(int from, int to);

  /// Pays the step that was taken, see [#pay(double[], int, int, double[], int, int)]. Games that took no step are paid 0.
  ///
  /// @param first place of agent 0 of game 0 in the rewards
  abstract void pay(Rollout columns, int first, int from, int to);

  /// Adds the features of an agent's observation, in the order of its space.
  abstract void describe(int agent, RowWriter row);

  /// Adds the features of an agent's private state, in the order of its space; called only where the spec offers one.
  void describeWhole(int agent, RowWriter row) {
    throw new IllegalStateException(spec.name() + " offers no private state");
  }

  /// Whether agents see only some of the others or of the landmarks; observations are then those of [#describeNearest].
  boolean seesPartially() {
    return false;
  }

  /// Adds an agent's observation in one game, where sets may hold only the nearest.
  void describeNearest(int agent, NearestFirst row) {
    throw new IllegalStateException(spec.name() + " is seen as a whole");
  }

  /// Whether the agents have reached what they are there for.
  boolean succeeded(int game) {
    return false;
  }

  /// Writes the metrics of the episode, at its end.
  abstract void report(int game, double[] metric, int at);

  /// Begins to count anew.
  abstract void forget(int game);

  /// What stays the same during an episode beside the positions of landmarks, as recordings have it.
  List<Quantity> constants() {
    return List.of();
  }

  void readConstants(int game, double[] situation, int at) {}

  void loadConstants(int game, double[] situation, int at) {}

  // ---- the frame -----------------------------------------------------------------------------------------------------

  @Override
  public final EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public final int games() {
    return games;
  }

  @Override
  public final void advance(Commands in, Timestep out) {
    Rollout columns = out.columns();
    Arrays.fill(columns.state, out.cell(0, 0), out.cell(0, 0) + games * n, AgentState.DECIDES);
    for (int from = 0; from < games; from += BLOCK) {
      int to = Math.min(from + BLOCK, games);
      int told = obey(in, from, to);
      if ((told & STEPS) != 0) {
        for (int i = 0; i < n; i++) act(in, i, from, to);
        world.move(from, to);
      }
      if ((told & OTHERS) != 0) {
        for (int e = from; e < to; e++) if (in.command[e] == Command.RESET) reset(e, in.key[e]);
      }
      world.measure(from, to);
      measure(from, to);
      pay(columns, out.paid(0, 0), from, to);
      observe(columns, out, from, to);
      for (int e = from; e < to; e++) conclude(e, columns, out);
    }
  }

  /// @return which of STEPS and OTHERS occur among the commands of the games `[from, to)`
  private int obey(Commands in, int from, int to) {
    int told = 0;
    for (int e = from; e < to; e++) {
      boolean step = in.command(e, over[e]) == Command.STEP;
      stepping[e] = step;
      told |= step ? STEPS : OTHERS;
    }
    return told;
  }

  private void act(Commands in, int agent, int from, int to) {
    Rollout columns = in.columns();
    LayoutColumns layout = columns.layout(columns.layoutOf(agent));
    int first = in.firstRow(0, layout.index) + columns.memberOf(agent);
    int members = layout.slots.length;
    ParticleWorld.Body body = world.bodies.get(agent);
    if (rules.continuous()) {
      int width = layout.action.layout.floats();
      if (body.movable()) pushByNumbers(agent, layout.applied, first * width, members * width, from, to);
      int word = first * width + (body.movable() ? MOVES : 0);
      if (body.speaks()) speakByNumbers(agent, layout.applied, word, members * width, from, to);
    } else if (!body.speaks()) {
      pushByChoices(agent, layout.action.ints, first, members, from, to);
    } else {
      speakByChoices(agent, layout.action.ints, first, members, from, to);
    }
  }

  private void pushByChoices(int agent, int[] action, int first, int members, int from, int to) {
    double[] fx = world.forceX[agent];
    double[] fy = world.forceY[agent];
    double[] right = pushX[agent];
    double[] up = pushY[agent];
    for (int e = from; e < to; e++) {
      int choice = action[first + e * members];
      if (choice < 0 || choice >= MOVES) {
        if (stepping[e]) throw wrongAction(e, agent, choice, "one of 0 to 4");
        choice = 0;
      }
      fx[e] = right[choice];
      fy[e] = up[choice];
    }
  }

  private void speakByChoices(int agent, int[] action, int first, int members, int from, int to) {
    int moves = world.bodies.get(agent).movable() ? MOVES : 1;
    int count = moves * rules.words();
    double[][] said = speech[agent];
    for (double[] word : said) Arrays.fill(word, from, to, 0.0);
    for (int e = from; e < to; e++) {
      int choice = action[first + e * members];
      if (choice < 0 || choice >= count) {
        if (stepping[e]) throw wrongAction(e, agent, choice, "one of 0 to " + (count - 1));
        choice = 0;
      }
      int move = moves == 1 ? 0 : choice % MOVES;
      world.forceX[agent][e] = pushX[agent][move];
      world.forceY[agent][e] = pushY[agent][move];
      said[moves == 1 ? choice : choice / MOVES][e] = 1;
    }
  }

  private void pushByNumbers(int agent, float[] applied, int at, int stride, int from, int to) {
    double push = world.bodies.get(agent).push();
    for (int e = from; e < to; e++) {
      int k = at + e * stride;
      // Differences are rounded to float before they are widened, as in the original.
      float right = stepping[e] ? clip(applied[k + 2]) - clip(applied[k + 1]) : 0;
      float up = stepping[e] ? clip(applied[k + 4]) - clip(applied[k + 3]) : 0;
      if (Float.isNaN(right) || Float.isNaN(up)) throw wrongAction(e, agent, Float.NaN, "numbers in [0, 1]");
      world.forceX[agent][e] = right * push;
      world.forceY[agent][e] = up * push;
    }
  }

  private void speakByNumbers(int agent, float[] applied, int at, int stride, int from, int to) {
    for (int w = 0; w < rules.words(); w++) {
      double[] said = speech[agent][w];
      for (int e = from; e < to; e++) {
        float word = stepping[e] ? clip(applied[at + e * stride + w]) : 0;
        if (Float.isNaN(word)) throw wrongAction(e, agent, Float.NaN, "numbers in [0, 1]");
        said[e] = word;
      }
    }
  }

  private static float clip(float value) {
    return Math.min(Math.max(value, 0f), 1f);
  }

  private IllegalArgumentException wrongAction(int game, int agent, Object is, String allowed) {
    String name = spec.name().substring(0, spec.name().lastIndexOf('-'));
    return new IllegalArgumentException("%s: the action of %s in game %d is %s, but must be %s".formatted(
        name, spec.slots().get(agent).id(), game, is, allowed));
  }

  /// Agents, then landmarks, each uniform in its square, x before y; everything at rest and silent.
  private void reset(int e, long key) {
    chance.restart(key);
    for (int entity = 0; entity < world.x.length; entity++) {
      double reach = entity < n ? 1 : rules.landmarkReach();
      world.x[entity][e] = chance.nextDouble(-reach, reach);
      world.y[entity][e] = chance.nextDouble(-reach, reach);
    }
    begin(e, chance);
    rest(e);
    start(e, 0);
  }

  private void rest(int e) {
    for (int i = 0; i < n; i++) {
      world.vx[i][e] = 0;
      world.vy[i][e] = 0;
      for (double[] word : speech[i]) word[e] = 0;
    }
  }

  private void start(int e, int step) {
    steps[e] = step;
    over[e] = false;
  }

  /// Pays an agent `values` for the step; 0 where none was taken.
  ///
  /// @param at place of the agent in game 0
  final void pay(double[] reward, int at, double[] values, int from, int to) {
    for (int e = from; e < to; e++) reward[at + e * n] = stepping[e] ? values[e] : 0;
  }

  private void observe(Rollout columns, Timestep out, int from, int to) {
    for (int l = 0; l < columns.layouts(); l++) {
      LayoutColumns layout = columns.layout(l);
      int first = out.firstRow(0, l);
      if (seesPartially()) {
        writeNearest(layout, first, from, to);
      } else {
        writeRows(layout.observation, layout.slots, first, false, from, to);
      }
      if (layout.privateState != null) writeRows(layout.privateState, layout.slots, first, true, from, to);
    }
    SpaceColumn team = columns.teamState;
    if (team == null) return;
    for (int i = 0; i < n; i++) {
      LayoutColumns layout = columns.layout(columns.layoutOf(i));
      int first = out.firstRow(0, layout.index) + columns.memberOf(i);
      for (int e = from; e < to; e++) {
        join(layout.observation, first + e * layout.slots.length, team, out.stateRow(e), i);
      }
    }
  }

  /// Copies an observation to its place in the team state.
  private void join(SpaceColumn source, int row, SpaceColumn team, int teamRow, int agent) {
    int floats = source.layout.floats();
    System.arraycopy(source.floats, row * floats,
        team.floats, teamRow * team.layout.floats() + floatsBefore[agent], floats);
    int ints = source.layout.ints();
    if (ints == 0) return;
    System.arraycopy(source.ints, row * ints, team.ints, teamRow * team.layout.ints() + intsBefore[agent], ints);
  }

  private void writeNearest(LayoutColumns layout, int first, int from, int to) {
    int[] slots = layout.slots;
    for (int e = from; e < to; e++) {
      for (int m = 0; m < slots.length; m++) {
        nearest.begin(layout.observation, first + e * slots.length + m, e, slots[m]);
        describeNearest(slots[m], nearest);
      }
    }
  }

  /// Writes rows of the agents `slots`, which lie together game by game.
  private void writeRows(SpaceColumn column, int[] slots, int firstRow, boolean whole, int from, int to) {
    int width = column.layout.floats();
    int stride = slots.length * width;
    int at = firstRow * width + from * stride;
    boolean together = slots.length <= TOGETHER;
    rows.begin(from, to);
    for (int m = 0; m < slots.length; m++) {
      if (whole) {
        describeWhole(slots[m], rows);
      } else {
        describe(slots[m], rows);
      }
      if (together) continue;
      rows.write(column.floats, at + m * width, stride);
      rows.begin(from, to);
    }
    if (together) rows.write(column.floats, at, stride);
  }

  /// Counts the step that was taken, and ends the episode where it is due; blanks a game that was skipped.
  private void conclude(int e, Rollout columns, Timestep out) {
    if (!stepping[e]) {
      forget(e);
      if (over[e]) blank(e, columns, out);
      return;
    }
    steps[e]++;
    if (steps[e] >= rules.maxCycles()) {
      end(e, Ending.TRUNCATED, columns, out);
    } else if (rules.untilSuccess() && succeeded(e)) {
      end(e, Ending.TERMINATED, columns, out);
    }
  }

  private void end(int e, byte how, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.WAITS);
    Arrays.fill(columns.ended, cell, cell + n, how);
    columns.last[out.moment(e)] = true;
    report(e, columns.metric, out.metrics(e));
    over[e] = true;
  }

  private void blank(int e, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.ABSENT);
    columns.last[out.moment(e)] = true;
    for (int l = 0; l < columns.layouts(); l++) {
      LayoutColumns layout = columns.layout(l);
      int first = out.firstRow(e, l);
      for (int row = first; row < first + layout.slots.length; row++) {
        layout.observation.clear(row);
        if (layout.privateState != null) layout.privateState.clear(row);
      }
    }
    if (columns.teamState != null) columns.teamState.clear(out.stateRow(e));
    rest(e); // the lanes go on computing, and must not drift into denormal numbers
  }

  // ---- single situations ---------------------------------------------------------------------------------------------

  @Override
  public final List<Quantity> quantities() {
    int landmarks = world.x.length - n;
    var all = new ArrayList<>(List.of(
        new Quantity("steps", 1),
        new Quantity("agent_pos", 2 * n),
        new Quantity("agent_vel", 2 * n),
        new Quantity("agent_c", rules.words() * n),
        new Quantity("landmark_pos", 2 * landmarks),
        new Quantity("landmark_vel", 2 * landmarks)));
    all.addAll(constants());
    return all;
  }

  @Override
  public final void read(int game, double[] situation) {
    Arrays.fill(situation, 0); // landmarks rest
    situation[0] = steps[game];
    int at = 1;
    for (int i = 0; i < n; i++) at = readPair(world.x[i], world.y[i], game, situation, at);
    for (int i = 0; i < n; i++) at = readPair(world.vx[i], world.vy[i], game, situation, at);
    for (double[][] said : speech) for (double[] word : said) situation[at++] = word[game];
    for (int k = n; k < world.x.length; k++) at = readPair(world.x[k], world.y[k], game, situation, at);
    readConstants(game, situation, at + 2 * (world.x.length - n));
  }

  private static int readPair(double[] x, double[] y, int game, double[] situation, int at) {
    situation[at] = x[game];
    situation[at + 1] = y[game];
    return at + 2;
  }

  @Override
  public final void load(int game, double[] situation, Timestep out) {
    int at = 1;
    for (int i = 0; i < n; i++) at = loadPair(world.x[i], world.y[i], game, situation, at);
    for (int i = 0; i < n; i++) at = loadPair(world.vx[i], world.vy[i], game, situation, at);
    for (int i = 0; i < n; i++) {
      for (double[] word : speech[i]) {
        double said = situation[at++];
        if (world.bodies.get(i).speaks()) word[game] = said;
      }
    }
    for (int k = n; k < world.x.length; k++) at = loadPair(world.x[k], world.y[k], game, situation, at);
    loadConstants(game, situation, at + 2 * (world.x.length - n));
    start(game, (int) situation[0]);
    int from = game / BLOCK * BLOCK;
    world.measure(from, Math.min(from + BLOCK, games));
    measure(game, game + 1);
    forget(game);
    int cell = out.cell(game, 0);
    Arrays.fill(out.columns().state, cell, cell + n, AgentState.DECIDES);
    observe(out.columns(), out, game, game + 1);
  }

  private static int loadPair(double[] x, double[] y, int game, double[] situation, int at) {
    x[game] = situation[at];
    y[game] = situation[at + 1];
    return at + 2;
  }
}
