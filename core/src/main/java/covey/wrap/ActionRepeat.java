package covey.wrap;

import covey.config.Option;
import covey.config.Validation;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import java.util.Arrays;

/// Lets every joint action last for several steps: decisions become rarer, and each counts for more.
///
/// Rewards and elapsed times of the steps add. The action is not repeated any further at a timestep where anybody ends
/// or arrives, where somebody is asked who was not or is not asked who was, or where somebody may not do the same again:
/// so nobody's end is passed over, and in games of turns nothing is repeated.
///
/// @param times steps that an action lasts
public record ActionRepeat(
    @Option(byDefault = "4", help = "steps that an action lasts, at least 1", usual = "2 to 8") int times)
    implements Wrapper {

  public ActionRepeat {
    Validation.of(ActionRepeat.class)
        .require(times >= 1, "times", times, "must be at least 1")
        .throwIfInvalid();
  }

  @Override
  public EnvironmentSpec spec(EnvironmentSpec inner) {
    return inner.withName(inner.name() + "+action-repeat(" + times + ")");
  }

  @Override
  public VectorEnvironment create(EnvironmentConfig inner, int games) {
    return new Repeated(spec(inner.spec()), InnerGames.apart(inner, games), times);
  }

  private static final class Repeated implements VectorEnvironment {
    private final EnvironmentSpec spec;
    private final InnerGames inner;
    private final int times;
    private final int agents;
    private final boolean[] asked; // [A]
    private final boolean[] here; // [A]
    private final double[] paid; // [A, 1 + auxiliary rewards] in steps before the present one

    Repeated(EnvironmentSpec spec, InnerGames inner, int times) {
      this.spec = spec;
      this.inner = inner;
      this.times = times;
      this.agents = spec.agents();
      this.asked = new boolean[agents];
      this.here = new boolean[agents];
      this.paid = new double[agents * (1 + spec.auxiliaryRewards().size())];
    }

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public int games() {
      return inner.games();
    }

    @Override
    public void advance(Commands in, Timestep out) {
      inner.take(in);
      for (int e = 0; e < games(); e++) {
        if (in.command[e] == Command.STEP) {
          repeat(in, e);
        } else {
          inner.advance(e);
        }
        inner.give(e, out, InnerGames.AS_IT_IS);
      }
    }

    private void repeat(Commands in, int e) {
      Rollout columns = inner.rollout();
      for (int a = 0; a < agents; a++) {
        asked[a] = in.state(e, a) == AgentState.DECIDES;
        here[a] = in.state(e, a) != AgentState.ABSENT;
      }
      Arrays.fill(paid, 0);
      double elapsed = 0;
      inner.advance(e);
      for (int done = 1; done < times && goesOn(columns, e); done++) {
        elapsed += columns.elapsed[columns.moment(0, e)];
        for (int a = 0; a < agents; a++) keep(columns, columns.cell(0, e, a), a);
        inner.moveOn(e);
        inner.advance(e);
      }
      columns.elapsed[columns.moment(0, e)] += elapsed;
      int rewards = 1 + columns.auxiliary.length;
      for (int a = 0; a < agents; a++) {
        int cell = columns.cell(0, e, a);
        columns.reward[cell] += paid[a * rewards];
        for (int i = 1; i < rewards; i++) columns.auxiliary[i - 1][cell] += paid[a * rewards + i];
      }
    }

    private void keep(Rollout columns, int cell, int a) {
      int rewards = 1 + columns.auxiliary.length;
      paid[a * rewards] += columns.reward[cell];
      for (int i = 1; i < rewards; i++) paid[a * rewards + i] += columns.auxiliary[i - 1][cell];
    }

    private boolean goesOn(Rollout columns, int e) {
      if (columns.last[columns.moment(1, e)]) return false;
      for (int a = 0; a < agents; a++) {
        int cell = columns.cell(1, e, a);
        boolean decides = columns.state[cell] == AgentState.DECIDES;
        boolean present = columns.state[cell] != AgentState.ABSENT;
        if (columns.ended[cell] != Ending.NO || decides != asked[a] || present != here[a]) return false;
        if (decides && !mayRepeat(columns, e, a)) return false;
      }
      return true;
    }

    private static boolean mayRepeat(Rollout columns, int e, int a) {
      LayoutColumns layout = columns.layout(columns.layoutOf(a));
      if (layout.maskWidth == 0) return true;
      int before = columns.row(0, e, a);
      int mask = columns.row(1, e, a) * layout.maskWidth;
      int ints = layout.action.layout.ints();
      int bytes = layout.action.layout.bytes();
      for (int branch = 0; branch < layout.branches.length; branch++) {
        int choice = ints > 0 ? layout.action.ints[before * ints + branch] : layout.action.bytes[before * bytes + branch];
        if (!layout.mask[mask + choice]) return false;
        mask += layout.branches[branch];
      }
      return true;
    }

    @Override
    public byte[] save(int game) {
      return inner.save(game);
    }

    @Override
    public void load(int game, byte[] saved) {
      inner.load(game, saved);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
