package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import covey.space.Space.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// Alice tells Bob a secret in public, with a key that both know; Eve listens and would like to know the secret too.
///
/// Nobody moves. Secret and key are drawn independently, each one of `messages` unit vectors of `words` numbers.
///
/// - Actions: everybody says one of `words` words; with continuous actions as many numbers in [0, 1].
/// - Observation: Eve hears Alice's word of the step just taken (zeros at the beginning); Bob sees the key and hears
///   the same; Alice sees the secret and the key. The row's floats are the original flat observation.
/// - State: all observations, in order.
/// - Reward: Eve gets minus her error, Alice and Bob get Eve's error minus Bob's. An error is the squared distance
///   between what somebody says and the secret; whoever says zeros only (possible with continuous actions) has none.
/// - Ends: truncated after `maxCycles` steps.
/// - Metrics: `bobError` and `eveError`, means over the steps.
///
/// Source: MPE2 1.1.0 `simple_crypto_v3` (Lowe et al. 2017, "Multi-Agent Actor-Critic for Mixed Cooperative-Competitive
/// Environments"), exact to its recorded trajectories. The numbers of messages and words are options of ours. Returns
/// per episode, means over 40,000 episodes: random -37.5 for Eve and 0.1 for the others, [OneTimePad] -25.0 and 24.0
/// (standard errors 0.03).
public final class SimpleCrypto extends ParticleGame {

  public record Config(
      @Option(byDefault = "2", help = "number of possible secrets and of possible keys, at most words") int messages,
      @Option(byDefault = "4", help = "number of words") int words,
      @Option(byDefault = "25", help = "steps before truncation") int maxCycles,
      @Option(byDefault = "false", help = "numbers in [0, 1] instead of choices") boolean continuousActions)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(words >= 1 && words <= 1000, "words", words, "must lie in [1, 1000]; 4 is usual")
          .require(messages >= 1 && messages <= words, "messages", messages,
              "must lie in [1, words = " + words + "]; 2 is usual")
          .require(maxCycles >= 1, "maxCycles", maxCycles, "must be at least 1; 25 is usual")
          .throwIfInvalid();
    }

    private Rules rules() {
      return new Rules(maxCycles, continuousActions, false, words, 1);
    }

    @Override
    public EnvironmentSpec spec() {
      Space vector = Space.Box.of(words, 0, 1);
      Space eve = Space.Composite.of(new Part("speech", vector));
      Space bob = Space.Composite.of(new Part("key", vector), new Part("speech", vector));
      Space alice = Space.Composite.of(new Part("secret", vector), new Part("key", vector));
      Space action = rules().actions(AGENT);
      return EnvironmentSpec.of("simple_crypto-v3", List.of(
              Slot.of("eve_0", "eve", "eve", eve, action),
              Slot.of("bob_0", "bob", "friends", bob, action),
              Slot.of("alice_0", "alice", "friends", alice, action)), Storage.EVERYONE_DECIDES)
          .withState(Space.Composite.of(new Part("eve_0", eve), new Part("bob_0", bob), new Part("alice_0", alice)))
          .withMetrics(new Metric("bobError", Metric.Kind.REAL), new Metric("eveError", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new SimpleCrypto(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple_crypto",
      Config.class,
      "two share a secret in public while a third listens (two teams, speech, MPE)")
      .withScript("expert", OneTimePad::of)
      .withRecording(new Catalogue.Recording("simple_crypto_v3", Map.of()));

  static final int EVE = 0;
  static final int BOB = 1;
  static final int ALICE = 2;

  private static final ParticleWorld.Body AGENT = ParticleWorld.Body.agent(0.05).fixed().speaking();
  private static final ParticleWorld.Body LANDMARK = ParticleWorld.Body.landmark(0.05); // one per message, never seen

  private final Config config;
  private final int[] goal; // [games] number of the secret
  private final double[][] secret; // [words][games] a one and zeros
  private final double[][] key; // [words][games] likewise
  private final double[][] error; // [eve, bob][games] of the step just taken
  private final double[][] errors; // [eve, bob][games] their sums over the episode
  private final double[] said; // [games] scratch: sum of all numbers that somebody said

  public SimpleCrypto(Config config, int games) {
    super(config.spec(), games, world(config.messages(), games), config.rules());
    this.config = config;
    this.goal = new int[games];
    this.secret = new double[config.words()][games];
    this.key = new double[config.words()][games];
    this.error = new double[2][games];
    this.errors = new double[2][games];
    this.said = new double[games];
  }

  private static ParticleWorld world(int landmarks, int games) {
    var bodies = new ArrayList<>(Collections.nCopies(3, AGENT));
    bodies.addAll(Collections.nCopies(landmarks, LANDMARK));
    return new ParticleWorld(atLeastOne(games), 3, bodies, (a, b) -> false);
  }

  @Override
  void begin(int game, Stream from) {
    hide(game, from.nextInt(config.messages()));
    int one = from.nextInt(config.messages());
    for (int w = 0; w < key.length; w++) key[w][game] = w == one ? 1 : 0;
  }

  private void hide(int game, int message) {
    goal[game] = message;
    for (int w = 0; w < secret.length; w++) secret[w][game] = w == message ? 1 : 0;
  }

  @Override
  void measure(int from, int to) {
    for (int i = EVE; i <= BOB; i++) {
      Arrays.fill(error[i], from, to, 0.0);
      Arrays.fill(said, from, to, 0.0);
      for (int w = 0; w < secret.length; w++) addSquares(speech[i][w], secret[w], error[i], said, from, to);
      forgiveSilence(said, error[i], errors[i], from, to);
    }
  }

  private static void addSquares(double[] word, double[] wanted, double[] sum, double[] said, int from, int to) {
    for (int e = from; e < to; e++) {
      double d = word[e] - wanted[e];
      sum[e] += d * d;
      said[e] += word[e];
    }
  }

  private static void forgiveSilence(double[] said, double[] error, double[] errors, int from, int to) {
    for (int e = from; e < to; e++) {
      double counted = said[e] > 0 ? error[e] : 0;
      error[e] = counted;
      errors[e] += counted;
    }
  }

  @Override
  void pay(Rollout columns, int first, int from, int to) {
    double[] reward = columns.reward;
    double[] eve = error[EVE];
    double[] bob = error[BOB];
    for (int e = from; e < to; e++) {
      double friends = stepping[e] ? eve[e] - bob[e] : 0;
      reward[first + 3 * e + EVE] = stepping[e] ? 0 - eve[e] : 0;
      reward[first + 3 * e + BOB] = friends;
      reward[first + 3 * e + ALICE] = friends;
    }
  }

  @Override
  void describe(int agent, RowWriter row) {
    if (agent == ALICE) for (double[] number : secret) row.add(number);
    if (agent != EVE) for (double[] number : key) row.add(number);
    if (agent != ALICE) for (double[] word : speech[ALICE]) row.add(word);
  }

  @Override
  void report(int game, double[] metric, int at) {
    metric[at] = errors[BOB][game] / config.maxCycles();
    metric[at + 1] = errors[EVE][game] / config.maxCycles();
  }

  @Override
  void forget(int game) {
    errors[EVE][game] = 0;
    errors[BOB][game] = 0;
  }

  @Override
  List<Quantity> constants() {
    return List.of(new Quantity("goals", 3), new Quantity("keys", key.length)); // everybody's goal is the secret
  }

  @Override
  void readConstants(int game, double[] situation, int at) {
    Arrays.fill(situation, at, at + 3, goal[game]);
    for (int w = 0; w < key.length; w++) situation[at + 3 + w] = key[w][game];
  }

  @Override
  void loadConstants(int game, double[] situation, int at) {
    hide(game, (int) situation[at]);
    for (int w = 0; w < key.length; w++) key[w][game] = situation[at + 3 + w];
  }
}
