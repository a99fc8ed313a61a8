package covey.testkit.contract;

import covey.env.AgentState;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/// The beginning of a game as a text that people can read, to be kept beside the tests: whoever changes the rules sees
/// in the difference what has changed, and whoever did not mean to is told.
///
/// One game is played with uniformly random legal actions. For each timestep: what was done and paid on the way there,
/// who is in which state and how it ended, and what it observes, part by part, rounded to 6 significant digits. Parts of
/// more than 48 numbers are told by their first ones and a checksum of all.
///
/// ```java
/// @Test
/// void the_game_is_played_as_it_was() {
///   assertEquals(Optional.empty(), Playthrough.difference(Path.of("src/test/resources/my_game.txt"), "my_game",
///       MyGame.Config.DEFAULTS, 20, 1, Boolean.getBoolean("covey.playthroughs.write")));
/// }
/// ```
public final class Playthrough {
  private static final int SHOWN = 48; // numbers of a part that are told one by one
  private static final int HEAD = 12; // of a longer part
  private static final String SEEN = "sees";
  private static final MathContext ROUNDED = new MathContext(6);

  private final EnvironmentSpec spec;
  private final StringBuilder text = new StringBuilder();

  private Playthrough(EnvironmentSpec spec) {
    this.spec = spec;
  }

  /// Plays and tells.
  ///
  /// @param name for the heading
  /// @param transitions that are played, resets among them
  /// @param seed of keys and actions
  public static String of(String name, EnvironmentConfig config, int transitions, long seed) {
    var playthrough = new Playthrough(config.spec());
    playthrough.line("%s (%s), %d transitions of seed %d, random actions".formatted(
        name, playthrough.spec.name(), transitions, seed));
    Plan plan = new Plan(Terms.USUAL).withSeed(seed).withHand(Fuzz.UNIFORM).withVectors(1)
        .withEpisodes(0, Integer.MAX_VALUE).untraced();
    try (var playback = new Playback(config, plan).shownTo(playthrough::take).play(transitions)) {
      RuntimeException failure = playback.failure();
      if (failure != null) throw failure;
    }
    return playthrough.text.toString();
  }

  /// Compares a game with the file that holds what it was.
  ///
  /// @param write whether a file that is missing is written, instead of counting as different
  /// @return what differs, in a sentence; empty if nothing does
  public static Optional<String> difference(
      Path file, String name, EnvironmentConfig config, int transitions, long seed, boolean write) {
    String now = of(name, config, transitions, seed);
    try {
      if (Files.exists(file)) return difference(file, Files.readAllLines(file), now.lines().toList());
      if (!write) {
        return Optional.of("%s is missing: -Dcovey.playthroughs=write writes it, to be read and kept".formatted(file));
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, now);
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> difference(Path file, List<String> was, List<String> is) {
    for (int i = 0; i < Math.max(was.size(), is.size()); i++) {
      String before = i < was.size() ? was.get(i) : "nothing";
      String after = i < is.size() ? is.get(i) : "nothing";
      if (!before.equals(after)) {
        return Optional.of("line %d of %s was%n  %s%nand is now%n  %s%nIf that is meant, delete the file and write it anew"
            .formatted(i + 1, file, before, after));
      }
    }
    return Optional.empty();
  }

  // ---- telling -----------------------------------------------------------------------------------------------------

  private void take(Rollout rollout, int t, int e, int clock) {
    line("");
    line("timestep " + clock + (rollout.last[rollout.moment(t, e)] ? ", the last one" : ""));
    if (clock > 0) {
      for (int slot = 0; slot < rollout.agents; slot++) tellStep(rollout, t, e, slot);
      double elapsed = rollout.elapsed[rollout.moment(t - 1, e)];
      if (elapsed != 1) line("  " + number(elapsed) + " time passed");
    }
    for (int slot = 0; slot < rollout.agents; slot++) tellAgent(rollout, t, e, slot);
    if (rollout.teamState != null) tell("team state", rollout.teamState, rollout.stateAt(t, e), "  ");
    if (!rollout.last[rollout.moment(t, e)]) return;
    for (int i = 0; i < spec.metrics().size(); i++) {
      line("  " + spec.metrics().get(i).name() + " " + number(rollout.metric[e * spec.metrics().size() + i]));
    }
  }

  private void tellStep(Rollout rollout, int t, int e, int slot) {
    byte state = rollout.state[rollout.cell(t - 1, e, slot)];
    var told = new StringBuilder();
    if (state == AgentState.DECIDES || state == AgentState.FORCED) {
      LayoutColumns layout = rollout.layout(rollout.layoutOf(slot));
      told.append(" did ").append(action(layout, rollout.row(t - 1, e, slot)));
    }
    int paid = rollout.cell(t - 1, e, slot);
    if (rollout.reward[paid] != 0) told.append(", was paid ").append(number(rollout.reward[paid]));
    for (int i = 0; i < rollout.auxiliary.length; i++) {
      if (rollout.auxiliary[i][paid] == 0) continue;
      told.append(", ").append(spec.auxiliaryRewards().get(i)).append(' ').append(number(rollout.auxiliary[i][paid]));
    }
    if (!told.isEmpty()) line("  " + spec.slots().get(slot).id() + told);
  }

  private static String action(LayoutColumns layout, int row) {
    var told = new ArrayList<String>();
    for (int branch = 0; branch < layout.branches.length; branch++) {
      told.add(String.valueOf(Choices.of(layout, row, branch)));
    }
    int floats = layout.action.layout.floats();
    for (int d = 0; d < floats; d++) told.add(number(layout.applied[row * floats + d]));
    return String.join(" ", told);
  }

  private void tellAgent(Rollout rollout, int t, int e, int slot) {
    int cell = rollout.cell(t, e, slot);
    byte state = rollout.state[cell];
    String ended = switch (rollout.ended[cell]) {
      case Ending.TERMINATED -> ", terminated";
      case Ending.TRUNCATED -> ", truncated";
      default -> "";
    };
    String generation = rollout.generation[cell] == 0 ? "" : ", generation " + rollout.generation[cell];
    line("  " + spec.slots().get(slot).id() + " " + AgentState.name(state) + ended + generation);
    int row = rollout.row(t, e, slot);
    if (row < 0) return;
    LayoutColumns layout = rollout.layout(rollout.layoutOf(slot));
    tell(SEEN, layout.observation, row, "    ");
    if (layout.privateState != null) tell("private", layout.privateState, row, "    ");
    if (layout.maskWidth == 0) return;
    var legal = new StringBuilder();
    for (int i = 0; i < layout.maskWidth; i++) if (layout.mask[row * layout.maskWidth + i]) legal.append(' ').append(i);
    line("    legal" + legal);
  }

  private void tell(String what, SpaceColumn column, int row, String indent) {
    for (RowLayout.Leaf leaf : column.layout.leaves()) {
      int first = Features.first(column.layout, leaf);
      var numbers = new ArrayList<String>();
      for (int i = 0; i < leaf.width(); i++) numbers.add(number(Features.of(column, row, first + i)));
      String count = leaf.count() < 0 ? "" : " (" + column.ints[row * column.layout.ints() + leaf.count()] + ")";
      String part = leaf.path().isEmpty() ? what : what.equals(SEEN) ? leaf.path() : what + " " + leaf.path();
      line(indent + part + count + " " + told(leaf, numbers));
    }
  }

  private static String told(RowLayout.Leaf leaf, List<String> numbers) {
    if (numbers.size() > SHOWN) {
      var sum = new CRC32();
      for (String each : numbers) sum.update((each + " ").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return "%s ... %d numbers, checksum %08x".formatted(
          String.join(" ", numbers.subList(0, HEAD)), numbers.size(), sum.getValue());
    }
    if (!(leaf.space() instanceof Space.Entities set)) return String.join(" ", numbers);
    var members = new ArrayList<String>();
    for (int i = 0; i < numbers.size(); i += set.features()) {
      members.add("[" + String.join(" ", numbers.subList(i, i + set.features())) + "]");
    }
    return String.join(" ", members);
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) return String.valueOf(value);
    if (value == 0) return "0";
    BigDecimal rounded = new BigDecimal(value).round(ROUNDED).stripTrailingZeros();
    boolean plain = Math.abs(value) < 1e7 && Math.abs(value) >= 1e-4;
    return plain ? rounded.toPlainString() : rounded.toString();
  }

  private void line(String told) {
    text.append(told.stripTrailing()).append('\n');
  }
}
