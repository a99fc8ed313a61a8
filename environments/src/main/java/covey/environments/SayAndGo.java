package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.EnvironmentSpec;
import covey.space.RowLayout;
import java.util.List;

/// A scripted player of [SimpleSpeakerListener] and [SimpleReference]: whoever sees the colour of a goal says its
/// number, and whoever hears a number steers to the landmark of that number; before the first word, to the middle of
/// the landmarks. Where there are fewer words than landmarks, word 0 also stands for the rest. Returns are told at the
/// games.
public final class SayAndGo implements Policy {
  private final List<Role> roles; // [slots]
  private final int vocabulary;
  private final Steering steering;

  /// Where things lie in the row of a slot; -1 for what it does not observe.
  ///
  /// @param places how many landmarks it sees
  /// @param goal the channels of a goal's colour
  /// @param speech the words that it hears
  /// @param moves whether it moves: its action is then a move and, if it speaks, a word
  private record Role(
      int velocity, int landmarks, int places, int goal, int channels, int speech, int words, boolean moves) {
    static Role of(EnvironmentSpec.Slot slot) {
      RowLayout layout = RowLayout.of(slot.observation());
      int velocity = Steering.place(layout, "selfVelocity");
      return new Role(velocity, Steering.place(layout, "landmarks"), width(layout, "landmarks") / 2,
          Steering.place(layout, "goalColor"), width(layout, "goalColor"), Steering.place(layout, "speech"),
          width(layout, "speech"), velocity >= 0);
    }

    private static int width(RowLayout layout, String path) {
      for (RowLayout.Leaf leaf : layout.leaves()) if (leaf.path().equals(path)) return leaf.width();
      return 0;
    }
  }

  private SayAndGo(List<Role> roles, int vocabulary, boolean numbers) {
    this.roles = roles;
    this.vocabulary = vocabulary;
    this.steering = new Steering(numbers);
  }

  /// The player of a game.
  ///
  /// @param vocabulary how many words it can say
  /// @param numbers actions are numbers in [0, 1] instead of choices
  static SayAndGo of(EnvironmentSpec spec, int vocabulary, boolean numbers) {
    return new SayAndGo(spec.slots().stream().map(Role::of).toList(), vocabulary, numbers);
  }

  @Override
  public Policy.Actor actor() {
    return this::act;
  }

  private void act(Rows rows) {
    for (int i = 0; i < rows.count(); i++) {
      if (rows.forced(i)) continue;
      Role role = roles.get(rows.slot(i));
      int word = role.goal < 0 ? 0 : largest(rows, i, role.goal, role.channels);
      if (word >= vocabulary) word = 0;
      if (role.moves) {
        steering.moveAndSay(rows, i, error(rows, i, role, 0), error(rows, i, role, 1), word);
      } else {
        steering.say(rows, i, word);
      }
    }
  }

  /// How far the place to go to lies from where the present velocity leads, on one axis.
  private static double error(Rows rows, int i, Role role, int axis) {
    int heard = largest(rows, i, role.speech, role.words);
    double ahead = Steering.LEAD * rows.observation(i, role.velocity + axis);
    if (rows.observation(i, role.speech + heard) > 0) {
      return rows.observation(i, role.landmarks + 2 * Math.min(heard, role.places - 1) + axis) - ahead;
    }
    double sum = 0;
    for (int l = 0; l < role.places; l++) sum += rows.observation(i, role.landmarks + 2 * l + axis);
    return sum / role.places - ahead;
  }

  private static int largest(Rows rows, int i, int first, int count) {
    int best = 0;
    for (int k = 1; k < count; k++) if (rows.observation(i, first + k) > rows.observation(i, first + best)) best = k;
    return best;
  }
}
