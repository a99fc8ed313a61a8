package covey.wrap;

import covey.env.Environment;
import covey.env.EnvironmentSpec;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.RowLayout;
import covey.space.Space;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes an environment of a simulation whose agents are written as sequential code: each lives on a virtual thread of its
/// own and asks what to do by calling `me.decide(...)`, which returns when the policy has chosen.
///
/// ```java
/// public void live(Me me) {
///   for (int trip = 0; trip < 10; trip++) {
///     int shop = me.decide(load, fuel);
///     me.sleep(distance(shop));
///     me.earn(sell(shop));
///   }
/// }
/// ```
///
/// Time belongs to the simulation and passes in [Me#sleep] alone. A timestep is a moment where somebody decides or ends:
/// everybody who decides then is asked at once, thousands of agents in one batch, and the others WAIT.
///
/// Of the agents of a game exactly one runs at a time, by time and then by slot, so that they share the world without
/// locks, and the same episode is the same to the bit however threads are scheduled. Code of an agent that is cut short by
/// a reset or a horizon is left by an exception that must not be caught; its `finally` blocks run.
public final class Sequential implements Environment {

  /// One game of a simulation, reused for episode after episode.
  public interface Simulation {
    /// Sets the world up for a new episode, before anybody lives.
    ///
    /// @param chance the only source of chance of the episode, for all agents
    void begin(Stream chance);

    /// The life of one agent in one episode. It terminates when this returns; see also [Me#truncate].
    void live(Me me);

    /// Reports the metrics of the episode that ends, in declared order.
    default void report(double[] metrics) {}
  }

  private final EnvironmentSpec spec;
  private final Simulation simulation;
  private final double horizon;
  private final Me[] agents;
  private final double[] metrics;
  private double now;

  private Sequential(EnvironmentSpec spec, Simulation simulation, double horizon) {
    this.spec = spec;
    this.simulation = simulation;
    this.horizon = horizon;
    this.metrics = new double[spec.metrics().size()];
    this.agents = new Me[spec.agents()];
    Arrays.setAll(agents, slot -> new Me(this, slot, spec.slots().get(slot)));
  }

  /// Many games of a simulation.
  ///
  /// @param spec must not promise that everyone decides, nor observe always
  /// @param horizon time after which everybody is truncated; infinite for none
  /// @param factory makes one game
  public static VectorEnvironment games(
      EnvironmentSpec spec, int games, double horizon, Supplier<? extends Simulation> factory) {
    if (spec.everyoneDecides() || spec.observesAlways()) {
      throw new IllegalArgumentException(spec.name()
          + " promises that everyone decides, or observes always, but here agents wait unseen: storage DENSE is usual");
    }
    if (!(horizon > 0)) {
      throw new IllegalArgumentException("horizon = " + horizon + ", but it must be positive; infinite is none");
    }
    return ScalarGames.of(spec, games, () -> new Sequential(spec, factory.get(), horizon));
  }

  @Override
  public void reset(Stream chance, Writer out) {
    dismiss();
    now = 0;
    simulation.begin(chance);
    for (Me each : agents) each.begin();
    advance();
    for (Me each : agents) each.write(out, false);
    end(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    double before = now;
    for (Me each : agents) each.hear(action);
    for (Me each : agents) if (each.state == Me.State.HEARD) each.run();
    advance();
    out.elapsed(now - before);
    for (Me each : agents) each.write(out, true);
    end(out);
  }

  /// Lets time pass until somebody decides or has ended, or the horizon is there.
  private void advance() {
    while (!eventful()) {
      double next = Double.POSITIVE_INFINITY;
      for (Me each : agents) if (each.state == Me.State.SLEEPS) next = Math.min(next, each.wakes);
      if (next >= horizon || next == Double.POSITIVE_INFINITY) {
        if (horizon != Double.POSITIVE_INFINITY) now = horizon;
        for (Me each : agents) if (each.lives()) each.cut();
        return;
      }
      now = next;
      for (Me each : agents) if (each.state == Me.State.SLEEPS && each.wakes <= now) each.run();
    }
  }

  private boolean eventful() {
    boolean somebody = false;
    for (Me each : agents) {
      if (each.state == Me.State.ASKS || each.state == Me.State.ENDED) return true;
      somebody |= each.lives();
    }
    return !somebody;
  }

  private void end(Writer out) {
    for (Me each : agents) if (each.lives()) return;
    simulation.report(metrics);
    for (int i = 0; i < metrics.length; i++) out.metric(i, metrics[i]);
    out.last();
  }

  private void dismiss() {
    for (Me each : agents) each.dismiss();
  }

  @Override
  public void close() {
    dismiss();
  }

  /// An agent as its own code sees itself. Only for the code of [Simulation#live], while it runs.
  public static final class Me {
    private enum State { GONE, READY, ASKS, HEARD, SLEEPS, ENDED }

    /// Unwinds the code of an agent whose life was cut short.
    @SuppressWarnings("serial") // never leaves this class
    private static final class Dismissed extends Error {
      Dismissed() {
        super(null, null, false, false);
      }
    }

    private final Sequential game;
    private final int slot;
    private final float[] floats;
    private final int[] ints;
    private final int[] bytes;
    private final boolean[] legal;
    private final int[] choices;
    private final float[] reals;
    private final boolean switches;
    private double wakes;
    private double earned;
    private boolean truncated;
    private boolean dismissed;
    private volatile State state = State.GONE;
    private volatile boolean running;
    private @Nullable Thread driver;
    private @Nullable Thread thread;
    private @Nullable Throwable problem;

    private Me(Sequential game, int slot, EnvironmentSpec.Slot what) {
      RowLayout seen = RowLayout.of(what.observation());
      RowLayout action = RowLayout.of(what.action());
      this.game = game;
      this.slot = slot;
      this.floats = new float[seen.floats()];
      this.ints = new int[seen.ints()];
      this.bytes = new int[seen.bytes()];
      this.legal = new boolean[what.masked() ? RowLayout.maskWidth(what.action()) : 0];
      this.choices = new int[action.ints() + action.bytes()];
      this.reals = new float[action.floats()];
      this.switches = what.action() instanceof Space.MultiBinary;
    }

    // ---- for the agent's code ----------------------------------------------------------------------------------------

    /// @return number of the agent's slot
    public int slot() {
      return slot;
    }

    /// @return time of the simulation
    public double now() {
      return game.now;
    }

    /// Sets float number `feature` of what the agent sees from now on.
    public Me see(int feature, double value) {
      floats[feature] = (float) value;
      return this;
    }

    /// Sets int number `index` of what the agent sees from now on.
    public Me seeInt(int index, int value) {
      ints[index] = value;
      return this;
    }

    /// Sets byte number `index` of what the agent sees from now on.
    public Me seeByte(int index, int value) {
      bytes[index] = value;
      return this;
    }

    /// Allows a choice in the next decision of a masked agent.
    public Me allow(int choice) {
      legal[choice] = true;
      return this;
    }

    /// Waits for the policy's choice, seeing `observation`.
    ///
    /// @param observation all floats of the observation
    /// @return as [#decide()]
    public int decide(float... observation) {
      if (observation.length != floats.length) {
        throw new IllegalArgumentException("agent " + game.spec.slots().get(slot).id() + " sees " + floats.length
            + " floats, but " + observation.length + " were given");
      }
      System.arraycopy(observation, 0, floats, 0, floats.length);
      return decide();
    }

    /// Waits for the policy's choice, seeing what was set.
    ///
    /// @return the choice of a `Discrete` action, the first one of several, 0 where there are none; see also
    ///     [#choice], [#real]
    public int decide() {
      pause(State.ASKS);
      Arrays.fill(legal, false);
      return choices.length == 0 ? 0 : choices[0];
    }

    /// @return the choice in one branch of the latest decision; a switch is 0 or 1
    public int choice(int branch) {
      return choices[branch];
    }

    /// @return one number of the latest decision
    public float real(int dimension) {
      return reals[dimension];
    }

    /// Pays the agent.
    public void earn(double reward) {
      earned += reward;
    }

    /// Lets time pass for this agent.
    ///
    /// @param time at least 0; 0 lets everybody else go first who runs at this moment
    public void sleep(double time) {
      if (!(time >= 0)) throw new IllegalArgumentException("time = " + time + ", but it must be at least 0");
      wakes = game.now + time;
      pause(State.SLEEPS);
    }

    /// Says that the life that is about to return ends by a limit, not because it is over.
    public void truncate() {
      truncated = true;
    }

    private void pause(State why) {
      if (dismissed) throw new Dismissed(); // somebody has caught the first one
      state = why;
      yieldToDriver();
      if (dismissed) throw new Dismissed();
    }

    private void yieldToDriver() {
      Thread waiting = driver;
      running = false;
      LockSupport.unpark(waiting);
      while (!running) LockSupport.park(this);
    }

    // ---- for the game ------------------------------------------------------------------------------------------------

    private boolean lives() {
      return state == State.ASKS || state == State.SLEEPS || state == State.HEARD;
    }

    /// Starts a life; it runs until it pauses for the first time.
    private void begin() {
      Arrays.fill(floats, 0);
      Arrays.fill(ints, 0);
      Arrays.fill(bytes, 0);
      Arrays.fill(legal, false);
      earned = 0;
      truncated = false;
      dismissed = false;
      problem = null;
      state = State.READY;
      thread = Thread.ofVirtual().unstarted(this::live);
      run();
    }

    private void live() {
      try {
        game.simulation.live(this);
      } catch (Dismissed expected) {
        // its life was cut short
      } catch (RuntimeException | Error e) {
        problem = e;
      }
      state = State.ENDED;
      running = false;
      LockSupport.unpark(driver);
    }

    /// Lets the agent's code run until it pauses or returns.
    private void run() {
      Thread own = Objects.requireNonNull(thread);
      driver = Thread.currentThread();
      boolean fresh = state == State.READY;
      running = true;
      if (fresh) {
        own.start();
      } else {
        LockSupport.unpark(own);
      }
      boolean interrupted = false;
      while (running) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) Thread.currentThread().interrupt();
      if (problem instanceof RuntimeException e) throw e;
      if (problem instanceof Error e) throw e;
    }

    private void hear(JointAction action) {
      if (state != State.ASKS) return;
      for (int i = 0; i < choices.length; i++) {
        choices[i] = switches ? (action.on(slot, i) ? 1 : 0) : action.of(slot, i);
      }
      for (int i = 0; i < reals.length; i++) reals[i] = action.real(slot, i);
      state = State.HEARD;
    }

    /// @param stepped whether there was a step: what was earned before the first one is paid in it
    private void write(Writer out, boolean stepped) {
      boolean over = state == State.ENDED;
      switch (state) {
        case GONE, READY -> {
          return;
        }
        case HEARD -> throw new IllegalStateException("an agent that has heard must have run");
        case ASKS -> {
          out.decides(slot);
          for (int i = 0; i < legal.length; i++) if (legal[i]) out.legal(slot, i);
          observe(out);
        }
        case SLEEPS -> out.waits(slot);
        case ENDED -> {
          if (truncated) {
            out.truncate(slot);
            for (int i = 0; i < legal.length; i++) out.legal(slot, i);
          } else {
            out.terminate(slot);
          }
          observe(out);
          state = State.GONE;
          thread = null;
        }
      }
      if (earned == 0 || (!stepped && !over)) return;
      out.reward(slot, earned);
      earned = 0;
    }

    private void observe(Writer out) {
      for (int i = 0; i < floats.length; i++) out.observe(slot, i, floats[i]);
      for (int i = 0; i < ints.length; i++) out.observeInt(slot, i, ints[i]);
      for (int i = 0; i < bytes.length; i++) out.observeByte(slot, i, bytes[i]);
    }

    /// Ends a life at the horizon.
    private void cut() {
      dismiss();
      state = State.ENDED;
      truncated = true;
    }

    /// Unwinds whatever the agent's code is doing.
    private void dismiss() {
      if (state == State.GONE || state == State.ENDED) {
        state = State.GONE;
        return;
      }
      dismissed = true;
      run();
      state = State.GONE;
      thread = null;
    }
  }
}
