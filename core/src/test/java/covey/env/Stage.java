package covey.env;

import covey.random.Keys;
import covey.space.Space;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Games that follow a script of timesteps, in a rollout of their own: what tests of the writers' rules drive.
final class Stage {
  static final Space.Discrete THREE = new Space.Discrete(3);

  final Rollout rollout;
  final VectorEnvironment environment;
  private final Commands commands;
  private final Timestep timestep;
  private int t;

  /// @param script what is written at each timestep since the reset, by every game
  @SafeVarargs
  @SuppressWarnings("varargs")
  Stage(EnvironmentSpec spec, int games, Consumer<Environment.Writer>... script) {
    rollout = new Rollout(spec, 20, new int[] {games}, Rollout.Wanted.EVERYTHING, 0);
    List<Consumer<Environment.Writer>> timesteps = List.of(script);
    environment = ScalarGames.of(spec, games, () -> new Script(timesteps));
    commands = new Commands(rollout, 0);
    timestep = new Timestep(rollout, 0);
  }

  /// Agents a, b, … who see two floats and choose one of three, all alike.
  static EnvironmentSpec spec(int agents, EnvironmentSpec.Storage storage) {
    return spec(agents, false, storage);
  }

  static EnvironmentSpec spec(int agents, boolean masked, EnvironmentSpec.Storage storage) {
    var slots = java.util.stream.IntStream.range(0, agents)
        .mapToObj(i -> new EnvironmentSpec.Slot(
            String.valueOf((char) ('a' + i)), "player", "all", Space.Box.unbounded(2), THREE, masked,
            Space.Box.unbounded(1)))
        .toList();
    return EnvironmentSpec.of("stage-v0", slots, storage).withState(Space.Box.unbounded(2));
  }

  /// Resets every game at its last timestep and steps every other one, once.
  Stage play() {
    commands.moveTo(t);
    for (int e = 0; e < commands.command.length; e++) {
      boolean last = rollout.last[rollout.moment(t, e)];
      commands.command[e] = last ? Command.RESET : Command.STEP;
      if (last) commands.key[e] = Keys.child(t, e);
    }
    return advance();
  }

  Stage play(int times) {
    for (int i = 0; i < times; i++) play();
    return this;
  }

  Stage skip() {
    commands.moveTo(t);
    Arrays.fill(commands.command, Command.SKIP);
    return advance();
  }

  private Stage advance() {
    timestep.moveTo(++t);
    rollout.clear(t, 0);
    environment.advance(commands, timestep);
    return this;
  }

  private static final class Script implements Environment {
    private final List<Consumer<Writer>> timesteps;
    private int next;

    Script(List<Consumer<Writer>> timesteps) {
      this.timesteps = timesteps;
    }

    @Override
    public void reset(covey.random.Stream chance, Writer out) {
      next = 0;
      timesteps.get(next++).accept(out);
    }

    @Override
    public void step(JointAction action, Writer out) {
      timesteps.get(next++).accept(out);
    }
  }
}
