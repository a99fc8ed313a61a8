package covey.wrap;

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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;

/// Potential-based shaping: an auxiliary reward that says how much better a situation is than the one before, and that
/// changes no optimal policy. Returns never contain it; learners weigh it.
///
/// In a transition that takes time `d` an agent gets `gamma^d * after - before`, where `after` is the potential of what
/// it sees at its end, 0 if it terminates there, and `before` that of what it saw last. While it is not seen its potential
/// stays. The first observation of an occupant pays nothing. Discounted sums telescope: over a whole life they are minus
/// the potential of the beginning, whatever was done, which is why nothing is changed.
///
/// Source: Ng, Harada and Russell, "Policy Invariance Under Reward Transformations", 1999, theorem 1; for several agents
/// Devlin and Kudenko 2011. `gamma` must be the learner's.
///
/// @param inner the environment that is shaped
/// @param name of the auxiliary reward, `shaping` is usual
/// @param gamma discount per unit of time, in [0, 1]
/// @param potential of what an agent sees
public record PotentialShaping(EnvironmentConfig inner, String name, double gamma, Potential potential)
    implements EnvironmentConfig {

  /// How good a situation looks, in units of reward. A pure function of the row.
  @FunctionalInterface
  public interface Potential {
    /// @param columns of the agent's layout
    /// @param row what the agent sees: observation, private state where it is wanted
    /// @param slot number of the agent's slot
    double of(LayoutColumns columns, int row, int slot);
  }

  public PotentialShaping {
    if (!(gamma >= 0 && gamma <= 1)) {
      throw new IllegalArgumentException("gamma = " + gamma + ", but it must lie in [0, 1]; the learner's is usual");
    }
  }

  @Override
  public EnvironmentSpec spec() {
    EnvironmentSpec spec = inner.spec();
    var names = new ArrayList<>(spec.auxiliaryRewards());
    names.add(name);
    return spec.withName(spec.name() + "+" + name).withAuxiliaryRewards(names.toArray(String[]::new));
  }

  @Override
  public VectorEnvironment create(int games) {
    return new Shaped(this, games);
  }

  private static final class Shaped extends Forwarding {
    private final Potential potential;
    private final double gamma;
    private final double logGamma;
    private final int agents;
    private final int auxiliary; // number of the auxiliary reward
    private final double[] before; // [games, A]
    private final boolean[] known; // [games, A] whether the occupant has been seen

    Shaped(PotentialShaping config, int games) {
      super(config.spec(), config.inner.create(games));
      this.potential = config.potential;
      this.gamma = config.gamma;
      this.logGamma = StrictMath.log(config.gamma);
      this.agents = spec().agents();
      this.auxiliary = spec().auxiliaryRewards().size() - 1;
      this.before = new double[games * agents];
      this.known = new boolean[games * agents];
    }

    @Override
    public void advance(Commands in, Timestep out) {
      super.advance(in, out);
      for (int e = 0; e < games(); e++) {
        if (in.command[e] == Command.SKIP) continue;
        if (in.command[e] == Command.RESET) Arrays.fill(known, e * agents, (e + 1) * agents, false);
        double discount = discount(out.columns().elapsed[out.transition(e)]);
        for (int a = 0; a < agents; a++) pay(e, a, discount, out);
      }
    }

    private void pay(int e, int a, double discount, Timestep out) {
      Rollout columns = out.columns();
      int place = e * agents + a;
      int cell = out.cell(e, a);
      if (columns.state[cell] == AgentState.ABSENT) {
        known[place] = false;
        return;
      }
      byte ended = columns.ended[cell];
      int row = out.row(e, a);
      double after = ended == Ending.TERMINATED ? 0
          : row >= 0 ? potential.of(columns.layout(columns.layoutOf(a)), row, a) : before[place];
      if (known[place]) columns.auxiliary[auxiliary][out.paid(e, a)] = discount * after - before[place];
      if (row >= 0) {
        before[place] = after;
        known[place] = ended == Ending.NO; // whoever is in the slot next is somebody else
      } else if (known[place]) {
        before[place] = after;
      }
    }

    /// @return gamma^time; whole powers by multiplication, so that tables by hand hold exactly
    private double discount(double time) {
      double fraction = time - Math.floor(time);
      double power = fraction == 0 ? 1 : StrictMath.exp(fraction * logGamma);
      double square = gamma;
      for (long left = (long) time; left > 0; left >>= 1) {
        if ((left & 1) == 1) power *= square;
        square *= square;
      }
      return power;
    }

    @Override
    public byte[] save(int game) {
      byte[] own = super.save(game);
      ByteBuffer saved = ByteBuffer.allocate(agents * (Double.BYTES + 1) + own.length);
      for (int place = game * agents; place < (game + 1) * agents; place++) {
        saved.putDouble(before[place]).put((byte) (known[place] ? 1 : 0));
      }
      return saved.put(own).array();
    }

    @Override
    public void load(int game, byte[] bytes) {
      ByteBuffer saved = ByteBuffer.wrap(bytes);
      for (int place = game * agents; place < (game + 1) * agents; place++) {
        before[place] = saved.getDouble();
        known[place] = saved.get() != 0;
      }
      byte[] own = new byte[saved.remaining()];
      saved.get(own);
      super.load(game, own);
    }
  }
}
