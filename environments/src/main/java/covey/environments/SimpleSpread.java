package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.StateAccess;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import covey.space.Space.Part;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// N agents share N landmarks: each landmark wants an agent, and agents that touch are fined.
///
/// - Actions: 0 stay, 1 left, 2 right, 3 down, 4 up; or five numbers in [0, 1], of which (third minus second, fifth minus
///   fourth) is the push and the first does nothing.
/// - Observation, in world units: own velocity, own position, landmarks and other agents relative to the observer, what
///   the others say (always zero). The row's floats are the original flat observation.
/// - State: the observations of all agents, in order. Private state: the observer's view of the whole game, with the
///   other agents' velocities beside their positions and without the zeros.
/// - Reward of an agent: `global * (1 - localRatio) + local * localRatio`; global is minus the sum over landmarks of the
///   distance to the closest agent, local is -1 per agent touched.
/// - Ends: truncated after `maxCycles` steps; if wanted, terminated when every landmark has an agent closer than 0.1.
///
/// Source: MPE2 1.1.0 `simple_spread_v3` (Lowe et al. 2017, "Multi-Agent Actor-Critic for Mixed Cooperative-Competitive
/// Environments"), exact to its recorded trajectories; see [ParticleWorld] for the one departure. The task is solved to
/// about -7.45 per agent and episode (N = 3) by [SpreadAssignment]; random actions give -26.5.
public final class SimpleSpread implements VectorEnvironment, StateAccess {

  public record Config(
      @Option(byDefault = "3", help = "number of agents and of landmarks, N", usual = "3 to 10") int agents,
      @Option(byDefault = "0.5", help = "share of the agent's own fines in its reward, in [0, 1]") double localRatio,
      @Option(byDefault = "25", help = "steps before truncation") int maxCycles,
      @Option(byDefault = "false", help = "five numbers in [0, 1] instead of five choices") boolean continuousActions,
      @Option(byDefault = "false", help = "end when every landmark has an agent closer than 0.1")
          boolean terminateOnSuccess,
      @Option(help = "how many other agents are observed, nearest first; none = all, in order")
          Optional<Integer> agentNeighbors,
      @Option(help = "how many landmarks are observed, nearest first; none = all, in order")
          Optional<Integer> landmarkNeighbors)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1 && agents <= 1000, "agents", agents, "must lie in [1, 1000]; 3 is usual")
          .require(localRatio >= 0 && localRatio <= 1, "localRatio", localRatio, "must lie in [0, 1]")
          .require(maxCycles >= 1, "maxCycles", maxCycles, "must be at least 1")
          .require(agentNeighbors.orElse(0) >= 0, "agentNeighbors", agentNeighbors.orElse(0),
              "must be at least 0; none is usual, which means all")
          .require(landmarkNeighbors.orElse(0) >= 0, "landmarkNeighbors", landmarkNeighbors.orElse(0),
              "must be at least 0; none is usual, which means all")
          .throwIfInvalid();
    }

    /// The usual game with another number of agents.
    public static Config of(int agents) {
      return new Config(
          agents, DEFAULTS.localRatio, DEFAULTS.maxCycles, false, false, Optional.empty(), Optional.empty());
    }

    boolean seesAll() {
      return agentNeighbors.isEmpty() && landmarkNeighbors.isEmpty();
    }

    int seenAgents() {
      return agentNeighbors.orElse(agents - 1);
    }

    int seenLandmarks() {
      return landmarkNeighbors.orElse(agents);
    }

    @Override
    public EnvironmentSpec spec() {
      var others = new Space.Entities(seenAgents(), 2, seenAgents() <= agents - 1);
      Space observation = Space.Composite.withoutEmptyParts(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("selfPosition", Space.Box.unbounded(2)),
          new Part("landmarks", new Space.Entities(seenLandmarks(), 2, seenLandmarks() <= agents)),
          new Part("others", others),
          new Part("speech", others));
      Space whole = Space.Composite.withoutEmptyParts(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("selfPosition", Space.Box.unbounded(2)),
          new Part("landmarks", new Space.Entities(agents, 2, true)),
          new Part("others", new Space.Entities(agents - 1, 4, true)));
      Space action = continuousActions ? Space.Box.of(5, 0, 1) : new Space.Discrete(5);
      var slots = new ArrayList<Slot>();
      var parts = new ArrayList<Part>();
      for (int i = 0; i < agents; i++) {
        slots.add(new Slot("agent_" + i, "agent", "team", observation, action, false, whole));
        parts.add(new Part("agent_" + i, observation));
      }
      return EnvironmentSpec.of("simple_spread-v3", slots, Storage.EVERYONE_DECIDES)
          .withState(new Space.Composite(parts))
          .withMetrics(new Metric("collisions", Metric.Kind.COUNT), new Metric("covered", Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new SimpleSpread(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple_spread",
      Config.class,
      "agents share landmarks without touching each other (cooperative, MPE)")
      .withSmallest(Map.of("agents", 1))
      .withScript("assignment", SpreadAssignment::of)
      .withRecording(new Catalogue.Recording("simple_spread_v3", Map.of(
          "N", "agents", "num_agent_neighbors", "agentNeighbors", "num_landmark_neighbors", "landmarkNeighbors")));

  private static final double AGENT_SIZE = 0.15;
  private static final double LANDMARK_SIZE = 0.05;
  private static final double PUSH = 5;
  private static final double COVERED = 0.1; // a landmark with an agent closer than this is covered
  private static final int BLOCK = RowWriter.GAMES; // games per pass: what they touch stays in the core's cache
  private static final int TOGETHER = 8; // up to so many agents are written at once
  private static final int STEPS = 1;
  private static final int OTHERS = 2;
  private static final double[] PUSH_X = {0, -PUSH, PUSH, 0, 0};
  private static final double[] PUSH_Y = {0, 0, 0, -PUSH, PUSH};

  private final Config config;
  private final EnvironmentSpec spec;
  private final int games;
  private final int n;
  private final ParticleWorld world; // entities: agents 0 to n-1, landmarks n to 2n-1
  private final RowWriter rows;
  private final @Nullable NearestFirst nearest;
  private final double[][] closest; // [landmarks][games] distance to the closest agent
  private final double[] global; // [games]
  private final int[] steps; // [games]
  private final double[] touches; // [games] agents touched, summed over agents and steps: twice the collisions
  private final boolean[] over; // [games] the present timestep is last
  private final boolean[] stepping; // [games] scratch: the command is STEP
  private final Stream chance = new Stream(0);

  public SimpleSpread(Config config, int games) {
    if (games < 1) throw new IllegalArgumentException("games = " + games + ", but there must be at least 1");
    this.config = config;
    this.spec = config.spec();
    this.games = games;
    this.n = config.agents();
    var bodies = new ArrayList<>(
        Collections.nCopies(n, new ParticleWorld.Body(AGENT_SIZE, true, true, Double.POSITIVE_INFINITY)));
    bodies.addAll(Collections.nCopies(n, ParticleWorld.Body.landmark(LANDMARK_SIZE)));
    this.world = new ParticleWorld(games, n, bodies);
    this.rows = new RowWriter(6 * n * (n <= TOGETHER ? n : 1), games);
    this.nearest = config.seesAll() ? null : new NearestFirst(world, config.seenLandmarks(), config.seenAgents());
    this.closest = new double[n][games];
    this.global = new double[games];
    this.steps = new int[games];
    this.touches = new double[games];
    this.over = new boolean[games];
    this.stepping = new boolean[games];
    Arrays.fill(over, true);
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int games() {
    return games;
  }

  @Override
  public void advance(Commands in, Timestep out) {
    Rollout columns = out.columns();
    Arrays.fill(columns.state, out.cell(0, 0), out.cell(0, 0) + games * n, AgentState.DECIDES);
    for (int from = 0; from < games; from += BLOCK) {
      int to = Math.min(from + BLOCK, games);
      int told = obey(in, from, to);
      if ((told & STEPS) != 0) {
        if (config.continuousActions()) {
          pushByNumbers(in, from, to);
        } else {
          pushByChoices(in, from, to);
        }
        world.move(from, to);
      }
      if ((told & OTHERS) != 0) {
        for (int e = from; e < to; e++) if (in.command[e] == Command.RESET) reset(e, in.key[e]);
      }
      world.measure(from, to);
      measureLandmarks(from, to);
      for (double[] touched : world.contacts) add(touched, touches, from, to);
      pay(columns.reward, out.paid(0, 0), from, to);
      observe(columns, out, from, to);
      for (int e = from; e < to; e++) conclude(e, columns, out);
    }
  }

  /// @return which of STEPS and OTHERS occur among the commands of the games `[from, to)`
  private int obey(Commands in, int from, int to) {
    int told = 0;
    for (int e = from; e < to; e++) {
      boolean step = in.command[e] == Command.STEP;
      if (step == over[e]) {
        throw new IllegalStateException("game " + e + " is told to " + in.command[e] + ", but its present timestep is "
            + (over[e] ? "last: only RESET and SKIP are allowed" : "not last: only STEP is allowed"));
      }
      stepping[e] = step;
      told |= step ? STEPS : OTHERS;
    }
    return told;
  }

  private void pushByChoices(Commands in, int from, int to) {
    int[] action = in.columns().layout(0).action.ints;
    for (int i = 0; i < n; i++) {
      int at = in.firstRow(0, 0) + i;
      double[] fx = world.forceX[i];
      double[] fy = world.forceY[i];
      for (int e = from; e < to; e++) {
        int choice = action[at + e * n];
        if (choice < 0 || choice >= PUSH_X.length) {
          if (stepping[e]) throw wrongAction(e, i, choice, "one of 0 to 4");
          choice = 0;
        }
        fx[e] = PUSH_X[choice];
        fy[e] = PUSH_Y[choice];
      }
    }
  }

  private void pushByNumbers(Commands in, int from, int to) {
    float[] applied = in.columns().layout(0).applied;
    for (int i = 0; i < n; i++) {
      int at = (in.firstRow(0, 0) + i) * 5;
      for (int e = from; e < to; e++) {
        int k = at + e * n * 5;
        // Differences are rounded to float before they are widened, as in the original.
        float right = stepping[e] ? clip(applied[k + 2]) - clip(applied[k + 1]) : 0;
        float up = stepping[e] ? clip(applied[k + 4]) - clip(applied[k + 3]) : 0;
        if (Float.isNaN(right) || Float.isNaN(up)) throw wrongAction(e, i, Float.NaN, "five numbers in [0, 1]");
        world.forceX[i][e] = right * PUSH;
        world.forceY[i][e] = up * PUSH;
      }
    }
  }

  private static float clip(float value) {
    return Math.min(Math.max(value, 0f), 1f);
  }

  private static IllegalArgumentException wrongAction(int game, int agent, Object is, String allowed) {
    return new IllegalArgumentException(
        "simple_spread: the action of agent_" + agent + " in game " + game + " is " + is + ", but must be " + allowed);
  }

  /// Agents, then landmarks, each uniform in the square [-1, 1]^2, x before y; everything at rest.
  private void reset(int e, long key) {
    chance.restart(key);
    for (int entity = 0; entity < 2 * n; entity++) {
      world.x[entity][e] = chance.nextDouble(-1, 1);
      world.y[entity][e] = chance.nextDouble(-1, 1);
    }
    rest(e);
    begin(e, 0);
  }

  private void rest(int e) {
    for (int i = 0; i < n; i++) {
      world.vx[i][e] = 0;
      world.vy[i][e] = 0;
    }
  }

  private void begin(int e, int step) {
    steps[e] = step;
    over[e] = false;
  }

  private void measureLandmarks(int from, int to) {
    Arrays.fill(global, from, to, 0.0);
    for (int l = 0; l < n; l++) {
      double[] best = closest[l];
      double[] lx = world.x[n + l];
      double[] ly = world.y[n + l];
      ParticleWorld.squareDistance(world.x[0], world.y[0], lx, ly, best, from, to);
      for (int i = 1; i < n; i++) keepSmaller(world.x[i], world.y[i], lx, ly, best, from, to);
      subtractRoot(best, global, from, to);
    }
  }

  private static void keepSmaller(
      double[] ax, double[] ay, double[] bx, double[] by, double[] best, int from, int to) {
    for (int e = from; e < to; e++) {
      double dx = ax[e] - bx[e];
      double dy = ay[e] - by[e];
      best[e] = Math.min(best[e], dx * dx + dy * dy);
    }
  }

  private static void subtractRoot(double[] square, double[] sum, int from, int to) {
    for (int e = from; e < to; e++) {
      double root = Math.sqrt(square[e]);
      square[e] = root;
      sum[e] -= root;
    }
  }

  private static void add(double[] values, double[] sum, int from, int to) {
    for (int e = from; e < to; e++) sum[e] += values[e];
  }

  private void pay(double[] reward, int first, int from, int to) {
    double local = config.localRatio();
    for (int i = 0; i < n; i++) {
      double[] touched = world.contacts[i];
      for (int e = from; e < to; e++) {
        double value = global[e] * (1 - local) - touched[e] * local;
        reward[first + e * n + i] = stepping[e] ? value : 0;
      }
    }
  }

  private void observe(Rollout columns, Timestep out, int from, int to) {
    LayoutColumns layout = columns.layout(0);
    int first = out.firstRow(0, 0);
    if (nearest != null) {
      nearest.observe(layout.observation, first, from, to);
    } else {
      observeAll(layout.observation, first, false, from, to);
    }
    SpaceColumn team = columns.teamState;
    if (team != null) {
      for (int e = from; e < to; e++) copyRows(layout.observation, first + e * n, team, out.stateRow(e));
    }
    if (layout.privateState != null) observeAll(layout.privateState, first, true, from, to);
  }

  /// Own velocity and position, landmarks, others, silence; or, as the private state, everybody's velocity instead.
  private void observeAll(SpaceColumn column, int firstRow, boolean whole, int from, int to) {
    double[][] x = world.x;
    double[][] y = world.y;
    int width = column.layout.floats();
    int at = (firstRow + from * n) * width;
    rows.begin(from, to);
    for (int i = 0; i < n; i++) {
      rows.add(world.vx[i], world.vy[i]);
      rows.add(x[i], y[i]);
      for (int l = n; l < 2 * n; l++) rows.addRelative(x[l], y[l], x[i], y[i]);
      for (int j = 0; j < n; j++) {
        if (j == i) continue;
        rows.addRelative(x[j], y[j], x[i], y[i]);
        if (whole) rows.add(world.vx[j], world.vy[j]);
      }
      if (!whole) rows.addZeros(n - 1);
      if (n > TOGETHER) {
        rows.write(column.floats, at + i * width, n * width);
        rows.begin(from, to);
      }
    }
    if (n <= TOGETHER) rows.write(column.floats, at, n * width); // the rows of a game lie together
  }

  /// The team state is the observations of a game's agents, which lie together.
  private void copyRows(SpaceColumn source, int row, SpaceColumn team, int at) {
    int floats = source.layout.floats() * n;
    System.arraycopy(source.floats, row * source.layout.floats(), team.floats, at * floats, floats);
    int ints = source.layout.ints() * n;
    if (ints > 0) System.arraycopy(source.ints, row * source.layout.ints(), team.ints, at * ints, ints);
  }

  /// Counts the step that was taken, and ends the episode where it is due; blanks a game that was skipped.
  private void conclude(int e, Rollout columns, Timestep out) {
    if (!stepping[e]) {
      touches[e] = 0;
      if (over[e]) blank(e, columns, out);
      return;
    }
    steps[e]++;
    if (steps[e] >= config.maxCycles()) {
      end(e, Ending.TRUNCATED, columns, out);
    } else if (config.terminateOnSuccess() && covered(e) == n) {
      end(e, Ending.TERMINATED, columns, out);
    }
  }

  private int covered(int e) {
    int count = 0;
    for (int l = 0; l < n; l++) if (closest[l][e] < COVERED) count++;
    return count;
  }

  private void end(int e, byte how, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.WAITS);
    Arrays.fill(columns.ended, cell, cell + n, how);
    columns.last[out.moment(e)] = true;
    columns.metric[out.metrics(e)] = touches[e] / 2;
    columns.metric[out.metrics(e) + 1] = covered(e);
    over[e] = true;
  }

  private void blank(int e, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.ABSENT);
    columns.last[out.moment(e)] = true;
    LayoutColumns layout = columns.layout(0);
    for (int row = out.firstRow(e, 0); row < out.firstRow(e, 0) + n; row++) {
      layout.observation.clear(row);
      if (layout.privateState != null) layout.privateState.clear(row);
    }
    if (columns.teamState != null) columns.teamState.clear(out.stateRow(e));
    rest(e); // the lanes go on computing, and must not drift into denormal numbers
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(
        new Quantity("steps", 1),
        new Quantity("agent_pos", 2 * n),
        new Quantity("agent_vel", 2 * n),
        new Quantity("agent_c", 2 * n),
        new Quantity("landmark_pos", 2 * n),
        new Quantity("landmark_vel", 2 * n));
  }

  @Override
  public void read(int game, double[] situation) {
    Arrays.fill(situation, 0); // nobody speaks and landmarks rest
    situation[0] = steps[game];
    for (int i = 0; i < n; i++) {
      situation[1 + 2 * i] = world.x[i][game];
      situation[2 + 2 * i] = world.y[i][game];
      situation[1 + 2 * (n + i)] = world.vx[i][game];
      situation[2 + 2 * (n + i)] = world.vy[i][game];
      situation[1 + 2 * (3 * n + i)] = world.x[n + i][game];
      situation[2 + 2 * (3 * n + i)] = world.y[n + i][game];
    }
  }

  @Override
  public void load(int game, double[] situation, Timestep out) {
    for (int i = 0; i < n; i++) {
      world.x[i][game] = situation[1 + 2 * i];
      world.y[i][game] = situation[2 + 2 * i];
      world.vx[i][game] = situation[1 + 2 * (n + i)];
      world.vy[i][game] = situation[2 + 2 * (n + i)];
      world.x[n + i][game] = situation[1 + 2 * (3 * n + i)];
      world.y[n + i][game] = situation[2 + 2 * (3 * n + i)];
    }
    begin(game, (int) situation[0]);
    touches[game] = 0;
    int from = game / BLOCK * BLOCK;
    world.measure(from, Math.min(from + BLOCK, games));
    int cell = out.cell(game, 0);
    Arrays.fill(out.columns().state, cell, cell + n, AgentState.DECIDES);
    observe(out.columns(), out, game, game + 1);
  }
}
