package covey.testkit.contract;

import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the agents of one game did, episode after episode: recorded, shortened and played again.
final class Moves implements Hand {

  /// One agent's action: choices or switches by branch, numbers by dimension.
  static final class Move {
    private final int[] choices;
    private final float[] numbers;

    private Move(int[] choices, float[] numbers) {
      this.choices = choices;
      this.numbers = numbers;
    }

    static Move of(LayoutColumns columns, int row) {
      int[] choices = new int[columns.branches.length];
      for (int branch = 0; branch < choices.length; branch++) choices[branch] = Choices.of(columns, row, branch);
      int floats = columns.action.layout.floats();
      return new Move(choices, Arrays.copyOfRange(columns.action.floats, row * floats, (row + 1) * floats));
    }

    /// Acts alike, as far as that is legal.
    void on(LayoutColumns columns, int row) {
      Choices.plainest(columns, row);
      int first = 0;
      for (int branch = 0; branch < columns.branches.length; branch++) {
        int choice = branch < choices.length ? choices[branch] : -1;
        boolean possible = choice >= 0 && choice < columns.branches[branch];
        if (possible && Choices.legal(columns, row, first, choice)) Choices.choose(columns, row, branch, choice);
        first += columns.branches[branch];
      }
      for (int d = 0; d < Math.min(numbers.length, columns.action.layout.floats()); d++) {
        Choices.set(columns, row, d, numbers[d]);
      }
    }

    /// As the configuration of a run would write it: `2`, `[0, 1]`, `[0.5, -1.0]`.
    Object told(Space action) {
      if (action instanceof Space.Discrete) return (long) choices[0];
      if (choices.length > 0) return Arrays.stream(choices).mapToObj(each -> (long) each).toList();
      var values = new ArrayList<Double>();
      for (float each : numbers) values.add((double) each);
      return values;
    }
  }

  private final int game;
  private final int firstEpisode;
  private final Hand others;

  /// By episode and timestep: a move per slot, null for the plainest.
  private final List<List<@Nullable Move[]>> episodes;

  /// @param game whose moves these are; in other games `others` acts
  Moves(int game, int firstEpisode, Hand others, List<List<@Nullable Move[]>> episodes) {
    this.game = game;
    this.firstEpisode = firstEpisode;
    this.others = others;
    this.episodes = episodes;
  }

  @Override
  public void act(LayoutColumns columns, int row, int slot, int ofGame, int episode, int clock, long noise) {
    if (ofGame != game) {
      others.act(columns, row, slot, ofGame, episode, clock, noise);
      return;
    }
    Move move = move(episode - firstEpisode, clock, slot);
    if (move == null) {
      Choices.plainest(columns, row);
    } else {
      move.on(columns, row);
    }
  }

  private @Nullable Move move(int episode, int clock, int slot) {
    if (episode < 0 || episode >= episodes.size()) return null;
    List<@Nullable Move[]> steps = episodes.get(episode);
    return clock < steps.size() ? steps.get(clock)[slot] : null;
  }

  /// @return number of the game, whatever vector it is played in
  int game() {
    return game;
  }

  int firstEpisode() {
    return firstEpisode;
  }

  int episodes() {
    return episodes.size();
  }

  /// The steps of an episode, counted from the first one that these moves know.
  List<@Nullable Move[]> steps(int episode) {
    return episodes.get(episode);
  }

  /// The steps of the last episode.
  List<@Nullable Move[]> last() {
    return episodes.getLast();
  }

  /// The same moves with other ones in one episode.
  Moves with(int episode, List<@Nullable Move[]> steps) {
    var changed = new ArrayList<>(episodes);
    changed.set(episode, steps);
    return new Moves(game, firstEpisode, others, changed);
  }

  /// The same moves with other ones in the last episode.
  Moves withLast(List<@Nullable Move[]> steps) {
    return with(episodes.size() - 1, steps);
  }

  /// The same moves without the first episodes.
  Moves without(int first) {
    return new Moves(game, firstEpisode + first, others, episodes.subList(first, episodes.size()));
  }

  /// An episode by agents' names, for reports.
  List<Map<String, Object>> told(EnvironmentSpec spec, int episode) {
    var told = new ArrayList<Map<String, Object>>();
    for (@Nullable Move[] step : steps(episode)) {
      var byAgent = new LinkedHashMap<String, Object>();
      for (int slot = 0; slot < step.length; slot++) {
        Move move = step[slot];
        if (move != null) byAgent.put(spec.slots().get(slot).id(), move.told(spec.slots().get(slot).action()));
      }
      told.add(byAgent);
    }
    return told;
  }

  /// Takes down what another hand does in one game.
  static final class Recorder implements Hand {
    private final int game;
    private final int firstEpisode;
    private final int slots;
    private final Hand acting;
    private final List<List<@Nullable Move[]>> episodes = new ArrayList<>();

    Recorder(int game, int firstEpisode, int slots, Hand acting) {
      this.game = game;
      this.firstEpisode = firstEpisode;
      this.slots = slots;
      this.acting = acting;
    }

    @Override
    public void act(LayoutColumns columns, int row, int slot, int ofGame, int episode, int clock, long noise) {
      acting.act(columns, row, slot, ofGame, episode, clock, noise);
      if (ofGame != game || episode < firstEpisode) return;
      while (episodes.size() <= episode - firstEpisode) episodes.add(new ArrayList<>());
      List<@Nullable Move[]> steps = episodes.get(episode - firstEpisode);
      while (steps.size() <= clock) steps.add(new @Nullable Move[slots]);
      steps.get(clock)[slot] = Move.of(columns, row);
    }

    /// What was taken down up to `clock` timesteps of `episode`.
    Moves moves(int episode, int clock) {
      while (episodes.size() <= episode - firstEpisode) episodes.add(new ArrayList<>());
      var kept = new ArrayList<>(episodes.subList(0, episode - firstEpisode + 1));
      List<@Nullable Move[]> steps = new ArrayList<>(kept.removeLast());
      while (steps.size() < clock) steps.add(new @Nullable Move[slots]);
      kept.add(steps.subList(0, Math.max(0, clock)));
      return new Moves(game, firstEpisode, acting, kept);
    }
  }
}
