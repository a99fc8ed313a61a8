package covey.testkit.contract;

import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.space.RowLayout;
import covey.space.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plays an environment under a fuzzer and reports the first violation of the contract, with the smallest sequence of
/// actions that shows it, and what many episodes say against it. Needs to know nothing about the environment, unlike
/// [EnvironmentContract], which is told what the environment promises.
///
/// ```java
/// EnvironmentCheck.Report report = EnvironmentCheck.of("my_game", new MyGame.Config(3), Effort.USUAL);
/// ```
public final class EnvironmentCheck {
  private static final int GAMES = 4; // side by side
  private static final int EPISODES = 3; // of each game, played in a row by one environment
  private static final int LEAST_ROUNDS = Fuzz.values().length; // one of each kind of fuzzing
  private static final int WORDS = 1_500_000; // most numbers that are kept of a run, for comparisons
  private static final List<Clause> RESOURCES = List.of(Clause.CLOSING_IS_SAFE);

  /// The comparisons in the order in which they explain each other: who is not deterministic breaks all that follow.
  private static final List<Clause> COMPARISONS = List.of(
      Clause.SAME_KEY_SAME_BYTES, Clause.UNASKED_ACTIONS_ARE_NOT_READ, Clause.ROWS_ARE_FULLY_WRITTEN,
      Clause.GAMES_ARE_INDEPENDENT, Clause.EPISODES_STAND_ALONE, Clause.SKIPS_CHANGE_NOTHING,
      Clause.ROLLOUTS_CHANGE_NOTHING, Clause.VECTORS_CHANGE_NOTHING, Clause.UNWANTED_COLUMNS_CHANGE_NOTHING,
      Clause.SAVED_GAMES_GO_ON);

  /// How much is played.
  ///
  /// @param episodes of fuzzing, at least one
  /// @param longestEpisode timesteps after which an episode is taken for endless
  /// @param seconds of processor time after which no new round begins
  /// @param seed of all keys and actions
  public record Effort(int episodes, int longestEpisode, double seconds, long seed) {
    /// What is usual: 240 episodes of at most 10,000 timesteps, within about 5 seconds.
    public static final Effort USUAL = new Effort(240, 10_000, 5, 1);

    public Effort {
      if (episodes < 1 || longestEpisode < 1 || !(seconds > 0)) {
        throw new IllegalArgumentException(
            "episodes = %d, longestEpisode = %d and seconds = %s, but all must be positive; 240, 10000 and 5 are usual"
                .formatted(episodes, longestEpisode, seconds));
      }
    }

    public Effort withEpisodes(int number) {
      return new Effort(number, longestEpisode, seconds, seed);
    }

    public Effort withLongestEpisode(int timesteps) {
      return new Effort(episodes, timesteps, seconds, seed);
    }

    public Effort withSeconds(double processorTime) {
      return new Effort(episodes, longestEpisode, processorTime, seed);
    }

    public Effort withSeed(long root) {
      return new Effort(episodes, longestEpisode, seconds, root);
    }
  }

  /// A violation.
  ///
  /// @param clause name of the promise that is broken, in lower case
  /// @param sentence what is wrong and where
  /// @param agent whose, or null
  /// @param step timesteps after the reset at which it shows; -1 where it shows only over many episodes
  /// @param episode number of the episode, of which the key follows; -1 likewise
  /// @param actions the smallest joint actions since the reset that lead there, by agents' names
  /// @param earlier joint actions of the episodes before, where it takes more than one
  public record Finding(
      String clause, String sentence, @Nullable String agent, int step, int episode,
      List<Map<String, Object>> actions, List<List<Map<String, Object>>> earlier) {
    public Finding {
      actions = List.copyOf(actions);
      earlier = List.copyOf(earlier);
    }

    private static Finding without(String clause, String sentence, @Nullable String agent) {
      return new Finding(clause, sentence, agent, -1, -1, List.of(), List.of());
    }

    private Map<String, Object> asTree() {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("clause", clause);
      tree.put("sentence", sentence);
      tree.put("agent", agent == null ? "" : agent);
      tree.put("step", (long) step);
      tree.put("episode", (long) episode);
      tree.put("actions", actions);
      if (!earlier.isEmpty()) tree.put("earlier", earlier);
      return tree;
    }
  }

  /// Something that is allowed, but seldom meant.
  ///
  /// @param clause name of what one would expect, in lower case
  /// @param sentence what is otherwise
  public record Remark(String clause, String sentence) {}

  /// What a check found.
  ///
  /// @param episodes that were played to their end while fuzzing
  /// @param steps joint steps of them
  /// @param findings the first violation, or none
  public record Report(String environment, long episodes, long steps, List<Finding> findings, List<Remark> remarks) {
    public Report {
      findings = List.copyOf(findings);
      remarks = List.copyOf(remarks);
    }

    public boolean passed() {
      return findings.isEmpty();
    }

    /// Everything by name, in the order in which `--json` prints it.
    public Map<String, Object> asTree() {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("environment", environment);
      tree.put("episodes", episodes);
      tree.put("steps", steps);
      tree.put("findings", findings.stream().map(Finding::asTree).toList());
      tree.put("remarks", remarks.stream()
          .map(each -> Map.of("clause", each.clause(), "sentence", each.sentence())).toList());
      return tree;
    }
  }

  private final String name;
  private final EnvironmentConfig config;
  private final EnvironmentSpec spec;
  private final Effort effort;
  private final Terms terms;
  private final Survey survey;
  private final long start = Allocation.timeOfThisThread();

  private EnvironmentCheck(String name, EnvironmentConfig config, EnvironmentSpec spec, Effort effort) {
    this.name = name;
    this.config = config;
    this.spec = spec;
    this.effort = effort;
    this.terms = new Terms(GAMES, EPISODES, effort.longestEpisode(), true, false, effort.seed());
    this.survey = new Survey(spec);
  }

  /// Checks an environment.
  ///
  /// @param name for the report
  public static Report of(String name, EnvironmentConfig config, Effort effort) {
    EnvironmentSpec spec;
    try {
      spec = config.spec();
    } catch (RuntimeException e) {
      String how = "spec() threw " + e;
      return new Report(name, 0, 0,
          List.of(Finding.without(id(Clause.NOTHING_IS_THROWN), how, null)), List.of());
    }
    return new EnvironmentCheck(name, config, spec, effort).report();
  }

  private Report report() {
    Finding found = clauses();
    var findings = new ArrayList<Finding>();
    var remarks = new ArrayList<Remark>();
    if (found != null) {
      findings.add(found);
    } else {
      for (Signs.Seen seen : Signs.in(survey, sided(), countdown())) {
        if (!seen.fault()) {
          remarks.add(new Remark(seen.sign().id(), seen.how()));
        } else if (findings.isEmpty()) {
          String agent = seen.agent() < 0 ? null : spec.slots().get(seen.agent()).id();
          findings.add(
              Finding.without(seen.sign().id(), seen.how() + " (" + seen.sign().promise + ")", agent));
        }
      }
      moreRemarks(remarks);
    }
    return new Report(name, survey.episodes, survey.steps, findings, remarks);
  }

  private @Nullable Finding clauses() {
    Plan plan = new Plan(terms).withHand(Fuzz.UNIFORM);
    Breach unstable = new Contract(config, terms, plan).breach(Clause.SPEC_IS_STABLE);
    if (unstable != null) {
      return unstable.how().startsWith("it threw")
          ? finding(Clause.NOTHING_IS_THROWN, plan, unstable) : finding(Clause.SPEC_IS_STABLE, plan, unstable);
    }
    Finding found = fuzz(plan);
    if (found == null) found = compare(plan.withMostTransitions(affordable()), COMPARISONS);
    return found == null ? compare(plan.withMostTransitions(affordable()), RESOURCES) : found;
  }

  // ---- single runs -------------------------------------------------------------------------------------------------

  /// Plays round after round, each with other keys and another way to act, until something is broken.
  private @Nullable Finding fuzz(Plan plan) {
    int rounds = Math.max(LEAST_ROUNDS, (effort.episodes() + GAMES * EPISODES - 1) / (GAMES * EPISODES));
    for (int round = 0; round < rounds && (hasTime(1) || (round < LEAST_ROUNDS && hasTime(2))); round++) {
      Plan fuzzed = round(plan, round);
      try (var played = new Playback(config, fuzzed.untraced()).shownTo(survey).play()) {
        Clause broken = played.firstBroken();
        if (broken != null) {
          Breach breach = played.breach(broken);
          if (breach != null) return finding(broken, fuzzed, breach);
        }
      } catch (RuntimeException e) { // what a step throws is caught by the playback
        return finding(Clause.CLOSING_IS_SAFE, fuzzed, Breach.thrown(e).after("closing "));
      }
      Finding differs = round < LEAST_ROUNDS ? varied(fuzzed.withMostTransitions(affordable())) : null;
      if (differs != null) return differs;
    }
    return null;
  }

  private Plan round(Plan plan, int round) {
    return plan.withSeed(effort.seed() + round).withHand(Fuzz.values()[round % Fuzz.values().length])
        .withSkips(round % 3 == 2 ? 2 : 0);
  }

  private boolean hasTime(double share) {
    return (Allocation.timeOfThisThread() - start) * 1e-9 < effort.seconds() * share;
  }

  // ---- pairs of runs -----------------------------------------------------------------------------------------------

  /// Varies everything at once that must change nothing, and asks what it was only if something changed.
  private @Nullable Finding varied(Plan plan) {
    boolean differs = false;
    try (var one = new Playback(config, plan).play();
        var other = new Playback(config, plan.withPoison(true, true).withRolloutSteps(5)).play()) {
      for (int game = 0; game < GAMES; game++) differs |= one.trace(game).difference(other.trace(game)) != null;
    }
    return differs ? compare(plan, COMPARISONS) : null;
  }

  private @Nullable Finding compare(Plan plan, List<Clause> clauses) {
    for (Clause clause : clauses) {
      Breach breach = new Contract(config, terms, plan).breach(clause);
      if (breach != null) return finding(clause, plan, breach);
    }
    return null;
  }

  /// Transitions of a run whose every bit is kept.
  private int affordable() {
    long words = 4;
    for (EnvironmentSpec.Slot slot : spec.slots()) {
      words += 6 + width(slot.observation()) + (slot.masked() ? RowLayout.maskWidth(slot.action()) : 0);
      if (slot.privateState() != null) words += width(slot.privateState());
    }
    if (spec.state() != null) words += width(spec.state());
    return (int) Math.max(30, WORDS / (words * GAMES));
  }

  private static long width(Space space) {
    var layout = RowLayout.of(space);
    return (long) layout.floats() + layout.ints() + layout.bytes();
  }

  // ---- many episodes -----------------------------------------------------------------------------------------------

  /// @return whether somebody can see the end of episodes of fixed length coming; null where lengths differ
  private @Nullable Boolean countdown() {
    if (!Signs.fixedLength(survey)) return null;
    var countdown = new Countdown(spec, survey.longest);
    for (int round = 0; round < LEAST_ROUNDS; round++) {
      try (var played = new Playback(config, round(new Plan(terms), round).untraced()).shownTo(countdown)) {
        played.play();
      }
    }
    return countdown.seen();
  }

  /// Of the opponents that always see the same, those whose common view changes when the two swap what they do: it
  /// holds something of one's own that is not turned. A view of what is common to both stays the same.
  private List<Survey.Pair> sided() {
    var sided = new ArrayList<Survey.Pair>();
    for (Survey.Pair pair : survey.pairs) {
      if (!pair.alike()) continue;
      if (pair.deciding == 0 || !sights(pair, Fuzz.UNIFORM).equals(sights(pair, swapped(pair)))) sided.add(pair);
    }
    return sided;
  }

  private static Hand swapped(Survey.Pair pair) {
    return (columns, row, slot, game, episode, clock, noise) -> Fuzz.UNIFORM.act(columns, row,
        slot == pair.one ? pair.other : slot == pair.other ? pair.one : slot, game, episode, clock, noise);
  }

  private List<Long> sights(Survey.Pair pair, Hand hand) {
    var sights = new ArrayList<Long>();
    Watcher watcher = (rollout, t, e, clock) -> {
      int row = e == 0 ? rollout.row(t, e, pair.one) : -1;
      if (row >= 0) sights.add(Features.hash(rollout.layout(rollout.layoutOf(pair.one)).observation, row));
    };
    try (var played = new Playback(config, new Plan(terms).withHand(hand).untraced()).shownTo(watcher)) {
      played.play();
    }
    return sights;
  }

  private void moreRemarks(List<Remark> remarks) {
    Plan plan = new Plan(terms).withHand(Fuzz.UNIFORM).withMostTransitions(affordable());
    Breach unmoved = new Contract(config, terms, plan).breach(Clause.KEYS_MATTER);
    if (unmoved != null) {
      remarks.add(new Remark(Signs.CHANCE_MATTERS.id(), unmoved.sentence() + ": is there meant to be no chance?"));
    }
    Breach wasted = hasTime(2) ? new Contract(config, terms, plan).breach(Clause.NOTHING_IS_ALLOCATED) : null;
    if (wasted != null) remarks.add(new Remark(Signs.NOTHING_IS_ALLOCATED.id(), wasted.sentence()));
  }

  // ---- findings ----------------------------------------------------------------------------------------------------

  private Finding finding(Clause clause, Plan plan, Breach breach) {
    Shrinking.Smallest smallest;
    try {
      smallest = new Shrinking(config, terms, clause).of(plan, breach);
    } catch (RuntimeException e) { // an environment that cannot even be made or closed
      smallest = new Shrinking.Smallest(breach, plan, null);
    }
    Breach shown = smallest.breach();
    String agent = shown.agent() < 0 ? null : spec.slots().get(shown.agent()).id();
    String sentence = shown.sentence() + " (" + clause.promise + ")";
    Moves moves = smallest.moves();
    if (moves == null) {
      return new Finding(id(clause), sentence, agent, shown.clock(), shown.episode(), List.of(), List.of());
    }
    Moves made = made(smallest.plan(), moves);
    var earlier = new ArrayList<List<Map<String, Object>>>();
    for (int episode = 0; episode < made.episodes() - 1; episode++) earlier.add(made.told(spec, episode));
    return new Finding(id(clause), sentence, agent, shown.clock(), shown.episode(),
        made.told(spec, made.episodes() - 1), earlier);
  }

  /// The moves as they come out when they are made, plain ones included.
  private Moves made(Plan plan, Moves moves) {
    var recorder = new Moves.Recorder(moves.game(), moves.firstEpisode(), spec.agents(), moves);
    int steps = moves.last().size();
    Plan again = plan.withEpisodes(moves.firstEpisode() - plan.firstEpisode, moves.episodes()).withHand(recorder)
        .withStopAt(steps);
    try (var playback = new Playback(config, again.untraced())) {
      playback.play();
    }
    return recorder.moves(moves.firstEpisode() + moves.episodes() - 1, steps);
  }

  private static String id(Clause clause) {
    return clause.name().toLowerCase(Locale.ROOT);
  }
}
