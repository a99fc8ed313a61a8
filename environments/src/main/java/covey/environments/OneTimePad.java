package covey.environments;

import covey.act.Policy;
import covey.act.Rows;

/// A scripted player of [SimpleCrypto]: Alice says the sum of the numbers of secret and key, modulo their count; Bob
/// takes the key off again; Eve learns nothing from such words (Vernam 1926, Shannon 1949) and guesses.
///
/// Bob guesses before the first word. Where actions are numbers, those who can only guess are silent instead, which the
/// rules take for no error.
public final class OneTimePad implements Policy {
  private final int messages;
  private final int words;
  private final boolean numbers;
  private final Steering steering;

  private OneTimePad(SimpleCrypto.Config config) {
    this.messages = config.messages();
    this.words = config.words();
    this.numbers = config.continuousActions();
    this.steering = new Steering(numbers);
  }

  /// The player for games with these options.
  public static OneTimePad of(SimpleCrypto.Config config) {
    return new OneTimePad(config);
  }

  @Override
  public Policy.Actor actor() {
    return this::act;
  }

  private void act(Rows rows) {
    for (int i = 0; i < rows.count(); i++) {
      if (rows.forced(i)) continue;
      int word = word(rows, i);
      boolean guess = word < 0 && !numbers;
      steering.say(rows, i, guess ? (int) (rows.uniform(i, 0) * messages) : word);
    }
  }

  /// @return -1 for a guess
  private int word(Rows rows, int i) {
    int first = number(rows, i, 0);
    int second = rows.slot(i) == SimpleCrypto.EVE ? -1 : number(rows, i, words);
    return switch (rows.slot(i)) {
      case SimpleCrypto.ALICE -> (first + second) % messages;
      case SimpleCrypto.BOB -> second < 0 ? -1 : Math.floorMod(second - first, messages);
      default -> -1;
    };
  }

  /// @return the number of the largest of the values of a vector; -1 if all are zero
  private int number(Rows rows, int i, int at) {
    int best = 0;
    for (int w = 1; w < words; w++) if (rows.observation(i, at + w) > rows.observation(i, at + best)) best = w;
    return rows.observation(i, at + best) > 0 ? best : -1;
  }
}
