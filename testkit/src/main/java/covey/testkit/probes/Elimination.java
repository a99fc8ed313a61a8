package covey.testkit.probes;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;

/// One agent is out at each step, until one is left.
///
/// - Observation: share of the agents still in. Actions: 0 or 1, without effect; who goes is drawn.
/// - `paidAtEnd`: the eliminated WAIT, and everybody is paid its place at the end: 0 for the first to go, agents - 1
///   for the survivor. Otherwise the eliminated terminate and are paid their place at once; the slot is ABSENT from
///   then on.
/// - Ends: terminated. An episode takes agents - 1 steps.
/// - Known: the return is the place either way, so all places are paid once: the sum over agents is agents (agents - 1)
///   / 2 and the mean (agents - 1) / 2. Paid at the end, who goes at step k (from 1) makes k decisions, of which the
///   last is worth (k - 1) gamma^(agents - 1 - k); paid at once, it is worth k - 1.
public final class Elimination implements Environment {

  /// @param agents number of agents
  /// @param paidAtEnd whether the eliminated wait for their pay until the end
  public record Config(
      @Option(byDefault = "4", help = "number of agents, at least 2") int agents,
      @Option(byDefault = "true", help = "whether the eliminated wait for their pay until the end") boolean paidAtEnd)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class).require(agents >= 2, "agents", agents, "must be at least 2").throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "elimination-v1",
          Slots.rivals(agents, Space.Box.of(1, 0, 1), new Space.Discrete(2), false),
          EnvironmentSpec.Storage.DENSE);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Elimination(this));
    }
  }

  private static final int IN = -1;

  private final Config config;
  private final int[] place; // [A] or IN
  private Stream chance = new Stream(0);
  private int out;

  private Elimination(Config config) {
    this.config = config;
    place = new int[config.agents];
  }

  @Override
  public void reset(Stream episode, Writer writer) {
    chance = episode;
    out = 0;
    java.util.Arrays.fill(place, IN);
    for (int agent = 0; agent < place.length; agent++) decide(agent, writer);
  }

  @Override
  public void step(JointAction action, Writer writer) {
    int goes = pick(chance.nextInt(place.length - out));
    place[goes] = out++;
    boolean over = out == place.length - 1;
    if (over) place[pick(0)] = out;
    for (int agent = 0; agent < place.length; agent++) {
      if (place[agent] == IN) {
        decide(agent, writer);
      } else if (config.paidAtEnd ? over : agent == goes || place[agent] == out) {
        writer.terminate(agent);
        writer.reward(agent, place[agent]);
      } else if (config.paidAtEnd) {
        writer.waits(agent);
      }
    }
    if (over) writer.last();
  }

  private void decide(int agent, Writer writer) {
    writer.decides(agent);
    writer.observe(agent, 0, (float) (place.length - out) / place.length);
  }

  /// @return the agent that is number `among` of those still in
  private int pick(int among) {
    int agent = 0;
    while (place[agent] != IN || among-- > 0) agent++;
    return agent;
  }
}
