package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.space.RowLayout;
import covey.space.Space;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A scripted player of [SimpleSpeakerListener] and [SimpleReference]: whoever sees the colour of a goal says its
/// number, and whoever hears a number steers to the landmark of that number; before the first word, to the middle of
/// the landmarks. Where there are fewer words than landmarks, word 0 also stands for the rest. Returns are told at the
/// games.
public final class SayAndGo implements Policy {
  private static final double LEAD = 0.25; // seconds of present velocity by which an agent is already further on
  private static final double DEAD_ZONE = 0.03; // world units
  private static final double GAIN = 10; // push per world unit, where actions are numbers

  private final List<Role> roles; // [slots]

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
      int velocity = offset(layout, "selfVelocity");
      return new Role(velocity, offset(layout, "landmarks"), width(layout, "landmarks") / 2, offset(layout, "goalColor"),
          width(layout, "goalColor"), offset(layout, "speech"), width(layout, "speech"), velocity >= 0);
    }

    /// @return how many words it can say
    int vocabulary(Space action) {
      int moving = moves ? ParticleGame.MOVES : 0;
      return switch (action) {
        case Space.Discrete(int count, _) -> moves ? count / moving : count;
        case Space.Box box -> box.size() - moving;
        case Space.MultiDiscrete _, Space.MultiBinary _, Space.Entities _, Space.Composite _ ->
            throw new IllegalArgumentException("nobody in a particle game acts in " + action);
      };
    }

    private static RowLayout.@Nullable Leaf leaf(RowLayout layout, String path) {
      for (RowLayout.Leaf leaf : layout.leaves()) if (leaf.path().equals(path)) return leaf;
      return null;
    }

    private static int offset(RowLayout layout, String path) {
      var leaf = leaf(layout, path);
      return leaf == null ? -1 : leaf.offset();
    }

    private static int width(RowLayout layout, String path) {
      var leaf = leaf(layout, path);
      return leaf == null ? 0 : leaf.width();
    }
  }

  private SayAndGo(List<Role> roles) {
    this.roles = roles;
  }

  /// The player for games with this spec.
  static SayAndGo of(EnvironmentSpec spec) {
    return new SayAndGo(spec.slots().stream().map(Role::of).toList());
  }

  @Override
  public Policy.Actor actor() {
    return this::act;
  }

  private void act(Rows rows) {
    Space action = rows.columns().example.action();
    for (int i = 0; i < rows.count(); i++) {
      if (rows.forced(i)) continue;
      Role role = roles.get(rows.slot(i));
      int word = role.goal < 0 ? 0 : largest(rows, i, role.goal, role.channels);
      if (word >= role.vocabulary(action)) word = 0;
      double dx = role.moves ? error(rows, i, role, 0) : 0;
      double dy = role.moves ? error(rows, i, role, 1) : 0;
      if (action instanceof Space.Discrete) {
        rows.act(i, role.moves ? choose(dx, dy) + ParticleGame.MOVES * word : word, 0f);
      } else {
        utter(rows.columns(), rows.row(i), role, dx, dy, word);
      }
    }
  }

  /// How far the place to go to lies from where the present velocity leads, on one axis.
  private static double error(Rows rows, int i, Role role, int axis) {
    int heard = largest(rows, i, role.speech, role.words);
    double ahead = LEAD * rows.observation(i, role.velocity + axis);
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

  /// Writes an action of numbers: the move, then a one for the word and zeros for the others.
  private static void utter(LayoutColumns columns, int row, Role role, double dx, double dy, int word) {
    int width = columns.action.layout.floats();
    int at = row * width;
    float[] applied = columns.applied;
    Arrays.fill(applied, at, at + width, 0f);
    if (role.moves) push(dx, dy, applied, at);
    int said = (role.moves ? ParticleGame.MOVES : 0) + word;
    if (role.goal >= 0) applied[at + said] = 1;
    System.arraycopy(applied, at, columns.action.floats, at, width);
    columns.logProb[row] = 0;
  }

  private static int choose(double dx, double dy) {
    if (Math.abs(dx) < DEAD_ZONE && Math.abs(dy) < DEAD_ZONE) return 0;
    if (Math.abs(dx) > Math.abs(dy)) return dx < 0 ? 1 : 2;
    return dy < 0 ? 3 : 4;
  }

  private static void push(double dx, double dy, float[] action, int at) {
    float right = (float) Math.clamp(GAIN * dx, -1, 1);
    float up = (float) Math.clamp(GAIN * dy, -1, 1);
    action[at] = 0;
    action[at + 1] = Math.max(-right, 0);
    action[at + 2] = Math.max(right, 0);
    action[at + 3] = Math.max(-up, 0);
    action[at + 4] = Math.max(up, 0);
  }
}
