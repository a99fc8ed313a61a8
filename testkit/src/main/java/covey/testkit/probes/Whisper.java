package covey.testkit.probes;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import java.util.List;

/// A speaker sees a symbol, a listener must name it: communication between turns, seen by everybody at all times.
///
/// - In each round the speaker DECIDES on a word while the listener WAITS, then the listener DECIDES on a symbol while
///   the speaker WAITS. The environment observes always: who waits has a row too.
/// - Observation of the speaker: the symbol, as a choice. Of the listener: whether a word was spoken, and which.
/// - Actions: speaker one of `symbols` words, listener one of `symbols` + 1 symbols, the last of which is never right.
/// - State: the symbol and the word, as shares of `symbols`. Two layouts, two roles, one team.
/// - Reward: 1 to both for the right symbol. Ends: truncated after `rounds` rounds.
/// - Known: the best return is `rounds` for both; without communication it is rounds / symbols.
public final class Whisper implements Environment {

  /// @param symbols number of symbols
  /// @param rounds rounds of an episode
  public record Config(
      @Option(byDefault = "3", help = "number of symbols, at least 2") int symbols,
      @Option(byDefault = "4", help = "rounds of an episode, at least 1") int rounds)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(symbols >= 2, "symbols", symbols, "must be at least 2")
          .require(rounds >= 1, "rounds", rounds, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      Space heard = Space.Composite.of(
          new Space.Part("spoken", new Space.MultiBinary(1)), new Space.Part("word", new Space.Discrete(symbols)));
      return EnvironmentSpec.of(
              "whisper-v1",
              List.of(
                  Slot.of("speaker", "speaker", "team", new Space.Discrete(symbols), new Space.Discrete(symbols)),
                  Slot.of("listener", "listener", "team", heard, new Space.Discrete(symbols + 1))),
              EnvironmentSpec.Storage.DENSE)
          .withState(Space.Box.of(2, 0, 1))
          .withObservesAlways();
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Whisper(this));
    }
  }

  private static final int SPEAKER = 0;
  private static final int LISTENER = 1;
  private static final int SILENCE = -1;

  private final Config config;
  private Stream chance = new Stream(0);
  private int symbol;
  private int word;
  private int round;

  private Whisper(Config config) {
    this.config = config;
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    round = 0;
    begin(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    if (word == SILENCE) {
      word = action.of(SPEAKER);
      out.waits(SPEAKER);
      out.decides(LISTENER);
      observe(out);
      return;
    }
    round++;
    double reward = action.of(LISTENER) == symbol ? 1 : 0;
    out.reward(SPEAKER, reward);
    out.reward(LISTENER, reward);
    if (round == config.rounds) {
      out.truncate(SPEAKER);
      out.truncate(LISTENER);
      observe(out);
      out.last();
    } else {
      begin(out);
    }
  }

  private void begin(Writer out) {
    symbol = chance.nextInt(config.symbols);
    word = SILENCE;
    out.decides(SPEAKER);
    out.waits(LISTENER);
    observe(out);
  }

  private void observe(Writer out) {
    out.observeInt(SPEAKER, 0, symbol);
    if (word != SILENCE) {
      out.observeByte(LISTENER, 0, 1);
      out.observeInt(LISTENER, 0, word);
      out.state(1, (float) word / config.symbols);
    }
    out.state(0, (float) symbol / config.symbols);
  }
}
