package covey.testkit.contract;

import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import java.util.function.Supplier;

/// A probe that keeps the contract, with something done to what it writes: an environment broken in one known way.
record Tampered(EnvironmentConfig base, Supplier<? extends Tampered.Tampering> made) implements EnvironmentConfig {

  /// What is done to one environment; may keep state.
  interface Tampering {
    default void before(Commands in, Timestep out) {}

    void after(Commands in, Timestep out);

    default EnvironmentSpec spec(EnvironmentSpec promised) {
      return promised;
    }

    default byte[] save(VectorEnvironment honest, int game) {
      return honest.save(game);
    }

    default void close() {}
  }

  /// Does the same to each game, without state.
  interface Stroke {
    void on(Commands in, Timestep out, int game);
  }

  static Tampered with(EnvironmentConfig base, Stroke stroke) {
    Tampering each = (in, out) -> {
      for (int game = 0; game < in.command.length; game++) stroke.on(in, out, game);
    };
    return new Tampered(base, () -> each);
  }

  @Override
  public EnvironmentSpec spec() {
    return base.spec();
  }

  @Override
  public VectorEnvironment create(int games) {
    VectorEnvironment honest = base.create(games);
    Tampering tampering = made.get();
    return new VectorEnvironment() {
      @Override
      public EnvironmentSpec spec() {
        return tampering.spec(honest.spec());
      }

      @Override
      public int games() {
        return games;
      }

      @Override
      public void advance(Commands in, Timestep out) {
        tampering.before(in, out);
        honest.advance(in, out);
        tampering.after(in, out);
      }

      @Override
      public byte[] save(int game) {
        return tampering.save(honest, game);
      }

      @Override
      public void load(int game, byte[] saved) {
        honest.load(game, saved);
      }

      @Override
      public void close() {
        honest.close();
        tampering.close();
      }
    };
  }
}
