package covey.testkit.probes;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.AgentState;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Walkers in corridors, written vectorised, games along lanes: the direct form of an environment in one page.
///
/// - Each agent walks a corridor of `cells` cells: 0 left, 1 stay, 2 right; the mask allows no step into a wall.
/// - Observation: own place and the steps left, in [0, 1]. Private state: all places, own first. State: all places.
/// - Reward: 1 on entering or staying in the rightmost cell. Ends: all truncated after `steps` steps.
/// - Known: who begins d cells from the right end earns steps - d + 1 at best for d > 0 and steps for d = 0.
public final class Lanes implements VectorEnvironment {

  /// @param agents number of agents
  /// @param cells cells of the corridor
  /// @param steps steps of an episode
  /// @param saved whether running episodes are restored from a saved state instead of by replay
  public record Config(
      @Option(byDefault = "2", help = "number of agents, at least 1") int agents,
      @Option(byDefault = "4", help = "cells of the corridor, at least 2") int cells,
      @Option(byDefault = "8", help = "steps of an episode, at least 1") int steps,
      @Option(byDefault = "false", help = "whether running episodes are saved instead of replayed") boolean saved)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(cells >= 2, "cells", cells, "must be at least 2")
          .require(steps >= 1, "steps", steps, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      var slots = IntStream.range(0, agents)
          .mapToObj(i -> new Slot(
              "agent_" + i, "agent", "team", Space.Box.of(2, 0, 1), new Space.Discrete(3), true,
              Space.Box.of(agents, 0, 1)))
          .toList();
      return new EnvironmentSpec(
          "lanes-v1", slots, Space.Box.of(agents, 0, 1), EnvironmentSpec.Storage.EVERYONE_DECIDES, false,
          saved ? EnvironmentSpec.Restore.STATE : EnvironmentSpec.Restore.REPLAY, List.of(), List.of());
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Lanes(this, games);
    }
  }

  private final Config config;
  private final EnvironmentSpec spec;
  private final int[][] place; // [A][games]
  private final int[] step; // [games]
  private final Stream chance = new Stream(0);

  private Lanes(Config config, int games) {
    this.config = config;
    this.spec = config.spec();
    this.place = new int[config.agents][games];
    this.step = new int[games];
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
    for (int game = 0; game < step.length; game++) {
      switch (in.command[game]) {
        case STEP -> {
          step[game]++;
          for (int agent = 0; agent < config.agents; agent++) {
            place[agent][game] += in.action(game, agent) - 1;
            if (place[agent][game] == config.cells - 1) out.columns().reward[out.paid(game, agent)] = 1;
          }
          write(game, out);
        }
        case RESET -> {
          step[game] = 0;
          chance.restart(in.key[game]);
          for (int[] lane : place) lane[game] = chance.nextInt(config.cells);
          write(game, out);
        }
        case SKIP -> out.columns().last[out.moment(game)] = true;
      }
    }
  }

  @Override
  public byte[] save(int game) {
    ByteBuffer state = ByteBuffer.allocate(Integer.BYTES * (1 + place.length)).putInt(step[game]);
    for (int[] lane : place) state.putInt(lane[game]);
    return state.array();
  }

  @Override
  public void load(int game, byte[] saved) {
    ByteBuffer state = ByteBuffer.wrap(saved);
    step[game] = state.getInt();
    for (int[] lane : place) lane[game] = state.getInt();
  }

  private void write(int game, Timestep out) {
    Rollout columns = out.columns();
    boolean over = step[game] == config.steps;
    columns.last[out.moment(game)] = over;
    for (int agent = 0; agent < config.agents; agent++) {
      int cell = out.cell(game, agent);
      columns.state[cell] = over ? AgentState.WAITS : AgentState.DECIDES;
      if (over) columns.ended[cell] = Ending.TRUNCATED;
      write(game, agent, columns.layout(0), out.open(game, agent));
    }
    SpaceColumn team = columns.teamState;
    if (team != null) {
      int at = out.stateRow(game) * config.agents;
      for (int agent = 0; agent < config.agents; agent++) team.floats[at + agent] = share(agent, game);
    }
  }

  private void write(int game, int agent, LayoutColumns layout, int row) {
    layout.observation.floats[2 * row] = share(agent, game);
    layout.observation.floats[2 * row + 1] = (float) (config.steps - step[game]) / config.steps;
    Arrays.fill(layout.mask, 3 * row, 3 * row + 3, true);
    layout.mask[3 * row] = place[agent][game] > 0;
    layout.mask[3 * row + 2] = place[agent][game] < config.cells - 1;
    SpaceColumn critic = layout.privateState;
    if (critic == null) return;
    for (int i = 0; i < config.agents; i++) {
      critic.floats[row * config.agents + i] = share((agent + i) % config.agents, game);
    }
  }

  private float share(int agent, int game) {
    return (float) place[agent][game] / (config.cells - 1);
  }
}
