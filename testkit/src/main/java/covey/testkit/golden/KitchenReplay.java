package covey.testkit.golden;

import covey.env.Command;
import covey.env.Commands;
import covey.env.Rollout;
import covey.env.StateAccess;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.space.SpaceColumn;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Replays recordings of cooks in a kitchen (family `overcooked`): every number must be equal.
///
/// The environment shows an image of bytes [width, height, channels], declares the auxiliary rewards `shaping` and
/// `served`, pays every cook the sum that all have earned, and lays its state out as [Situation] says.
final class KitchenReplay {
  private static final int START = 1; // a timestep is written after a transition, so the first one is number 1

  private final Recording recording;
  private final VectorEnvironment environment;
  private final StateAccess access;
  private final Findings findings;
  private final int cooks;
  private final int shaping;
  private final int served;
  private final Situation situation;

  KitchenReplay(Recording recording, VectorEnvironment environment, Findings findings) throws BrokenRecordingException {
    this.recording = recording;
    this.environment = environment;
    this.access = (StateAccess) environment;
    this.findings = findings;
    this.cooks = environment.spec().agents();
    this.shaping = auxiliary("shaping");
    this.served = auxiliary("served");
    this.situation = new Situation(recording, access.quantities(), cooks);
  }

  private int auxiliary(String name) throws BrokenRecordingException {
    int index = environment.spec().auxiliaryRewards().indexOf(name);
    if (index < 0) throw recording.broken("the environment has no auxiliary reward " + name);
    return index;
  }

  private Recording.@Nullable Episode next() throws BrokenRecordingException {
    findings.at("");
    return recording.nextEpisode();
  }

  void run() throws BrokenRecordingException {
    for (var episode = next(); episode != null; episode = next()) {
      var game = new Game(episode.steps().size());
      inOneGo(game, episode);
      stepByStep(game, episode);
    }
  }

  private void inOneGo(Game game, Recording.Episode episode) throws BrokenRecordingException {
    findings.at("episode %d, reset".formatted(episode.number()));
    game.load(episode.reset());
    for (JsonNode step : episode.steps()) {
      findings.step();
      findings.at("episode %d, step %d of the whole episode".formatted(episode.number(), t(step)));
      game.play(step, "stateOfEpisode");
      if (game.last()) break;
    }
  }

  private void stepByStep(Game game, Recording.Episode episode) throws BrokenRecordingException {
    JsonNode before = episode.reset();
    for (JsonNode step : episode.steps()) {
      findings.at("episode %d, loaded before step %d".formatted(episode.number(), t(step)));
      game.load(before);
      findings.at("episode %d, step %d alone".formatted(episode.number(), t(step)));
      game.play(step, "state");
      before = step;
    }
  }

  private int t(JsonNode step) throws BrokenRecordingException {
    return (int) recording.number(step, "t");
  }

  /// One game of ours.
  private final class Game {
    private final Rollout columns;
    private final Commands commands;
    private final Timestep timestep;
    private int t;

    Game(int length) {
      columns = new Rollout(environment.spec(), length + START, new int[] {1}, Rollout.Wanted.NOTHING, 0);
      commands = new Commands(columns, 0);
      timestep = new Timestep(columns, 0);
    }

    void load(JsonNode record) throws BrokenRecordingException {
      t = START;
      columns.clear(t, 0);
      timestep.moveTo(t);
      access.load(0, situation.of(recording.field(record, "state")), timestep);
      compareObservations(record);
    }

    boolean last() {
      return columns.last[columns.moment(t, 0)];
    }

    void play(JsonNode step, String state) throws BrokenRecordingException {
      double[] actions = recording.numbers(recording.field(step, "actions"));
      if (actions.length != cooks) throw recording.broken("%d actions, but %d cooks".formatted(actions.length, cooks));
      for (int i = 0; i < cooks; i++) {
        columns.layout(0).action.ints[columns.row(t, 0, i)] = (int) actions[i];
      }
      commands.moveTo(t);
      commands.command[0] = Command.STEP;
      columns.clear(t + 1, 0);
      timestep.moveTo(t + 1);
      environment.advance(commands, timestep);
      t++;
      compareObservations(step);
      compareRewards(step);
      findings.equal("done", recording.flag(step, "done"), last());
      compareState(recording.field(step, "state"), state);
    }

    private void compareRewards(JsonNode step) throws BrokenRecordingException {
      var shared = new double[cooks];
      Arrays.fill(shared, recording.number(step, "reward"));
      compare("reward", "reward", shared, paid(columns.reward));
      compare("reward", "sparse_by_agent", recording.numbers(recording.field(step, "sparse_by_agent")),
          paid(columns.auxiliary[served]));
      compare("reward", "shaped_by_agent", recording.numbers(recording.field(step, "shaped_by_agent")),
          paid(columns.auxiliary[shaping]));
    }

    private double[] paid(double[] column) {
      int from = columns.cell(t - 1, 0, 0);
      return Arrays.copyOfRange(column, from, from + cooks);
    }

    private void compareState(JsonNode recorded, String name) throws BrokenRecordingException {
      var replayed = new double[situation.size];
      access.read(0, replayed);
      double[] wanted = situation.of(recorded);
      int at = 0;
      for (StateAccess.Quantity quantity : access.quantities()) {
        int end = at + quantity.size();
        compare(name, quantity.name(), Arrays.copyOfRange(wanted, at, end), Arrays.copyOfRange(replayed, at, end));
        at = end;
      }
    }

    private void compareObservations(JsonNode record) throws BrokenRecordingException {
      JsonNode recorded = recording.field(record, "obs_nonzero");
      SpaceColumn seen = columns.layout(0).observation;
      for (int i = 0; i < cooks; i++) {
        var replayed = new double[seen.layout.bytes()];
        int at = columns.row(t, 0, i) * replayed.length;
        for (int k = 0; k < replayed.length; k++) replayed[k] = seen.bytes[at + k] & 0xFF;
        compare("observation", "obs of player " + i, dense(recorded.path(i), replayed.length), replayed);
      }
    }

    /// The tensor of sparse entries [x, y, channel, value].
    private double[] dense(JsonNode entries, int size) throws BrokenRecordingException {
      var tensor = new double[size];
      int channels = size / (situation.width * situation.height);
      for (JsonNode entry : entries) {
        double[] numbers = recording.numbers(entry);
        int at = (int) ((numbers[0] * situation.height + numbers[1]) * channels + numbers[2]);
        if (at < 0 || at >= size) throw recording.broken("an observation has an entry outside the kitchen: " + entry);
        tensor[at] = numbers[3];
      }
      return tensor;
    }
  }

  private void compare(String quantity, String what, double[] recorded, double[] replayed) {
    findings.numbers(quantity, what, recorded, replayed, Findings.absolute(0));
  }

  /// Recorded states as the environment lays them out: `timestep`; `players`: x, y, direction; `held`: a thing for each
  /// player; `objects`: a thing for each cell, column by column. A thing is five numbers: kind (0 nothing, 1 onion,
  /// 2 tomato, 3 dish, 4 soup), three ingredients (0 none, 1 onion, 2 tomato), ticks of cooking (-1 idle).
  private static final class Situation {
    private static final List<String> GROUPS = List.of("timestep", "players", "held", "objects");
    private static final List<String> KINDS = List.of("nothing", "onion", "tomato", "dish", "soup");
    private static final int THING = 5;

    final int width;
    final int height;
    final int size;
    private final Recording recording;
    private final int cooks;

    Situation(Recording recording, List<StateAccess.Quantity> quantities, int cooks) throws BrokenRecordingException {
      this.recording = recording;
      this.cooks = cooks;
      JsonNode constants = recording.constants();
      this.width = (int) recording.number(constants, "width");
      this.height = (int) recording.number(constants, "height");
      this.size = 1 + (3 + THING) * cooks + THING * width * height;
      List<String> names = quantities.stream().map(StateAccess.Quantity::name).toList();
      int numbers = quantities.stream().mapToInt(StateAccess.Quantity::size).sum();
      if (!names.equals(GROUPS) || numbers != size) {
        throw recording.broken("the state has %s of %d numbers, but the environment has %s of %d".formatted(
            GROUPS, size, names, numbers));
      }
    }

    double[] of(JsonNode state) throws BrokenRecordingException {
      var numbers = new double[size];
      numbers[0] = recording.number(state, "timestep");
      JsonNode players = recording.field(state, "players");
      if (players.size() != cooks) throw recording.broken("%d players, but %d cooks".formatted(players.size(), cooks));
      int held = 1 + 3 * cooks;
      for (int i = 0; i < cooks; i++) {
        JsonNode player = players.path(i);
        numbers[1 + 3 * i] = recording.number(player, "x");
        numbers[2 + 3 * i] = recording.number(player, "y");
        numbers[3 + 3 * i] = recording.number(player, "orientation");
        JsonNode thing = recording.field(player, "held");
        if (!thing.isNull()) put(thing, numbers, held + THING * i);
      }
      int objects = held + THING * cooks;
      for (JsonNode object : recording.field(state, "objects")) {
        int cell = (int) (recording.number(object, "x") * height + recording.number(object, "y"));
        put(object, numbers, objects + THING * cell);
      }
      return numbers;
    }

    private void put(JsonNode thing, double[] numbers, int at) throws BrokenRecordingException {
      numbers[at] = kind(recording.text(thing, "name"));
      if (thing.get("ingredients") == null) return;
      int k = at + 1;
      for (String ingredient : recording.texts(recording.field(thing, "ingredients"))) numbers[k++] = kind(ingredient);
      numbers[at + 4] = recording.number(thing, "tick");
    }

    private int kind(String name) throws BrokenRecordingException {
      int kind = KINDS.indexOf(name);
      if (kind < 1) throw recording.broken("a thing named " + name + " is not known");
      return kind;
    }
  }
}
