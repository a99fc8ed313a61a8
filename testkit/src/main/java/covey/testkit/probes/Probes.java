package covey.testkit.probes;

import covey.env.EnvironmentConfig;
import java.util.List;

/// All probe games, for tests that run over every one of them.
public final class Probes {
  private Probes() {}

  /// A probe with its options.
  ///
  /// @param name says what is special about it; unique
  /// @param config its options
  /// @param drawn whether its episodes depend on chance; the others are all alike for equal actions
  public record Probe(String name, EnvironmentConfig config, boolean drawn) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// @return every probe, once in each form that differs in kind
  public static List<Probe> all() {
    return List.of(
        alike("constant reward", ConstantReward.Config.DEFAULTS),
        alike("constant reward, several steps and agents", new ConstantReward.Config(3, 4, -0.5)),
        drawn("observed reward", ObservedReward.Config.DEFAULTS),
        alike("delayed reward", DelayedReward.Config.DEFAULTS),
        alike("delayed reward, three steps later", new DelayedReward.Config(2, 3)),
        alike("matching", Matching.Config.DEFAULTS),
        alike("matching, four agents in rounds", new Matching.Config(4, 3, 5)),
        alike("one paid", OnePaid.Config.DEFAULTS),
        drawn("turns with pay in the opponent's turn", TakeStones.Config.DEFAULTS),
        drawn("elimination, paid at the end", new Elimination.Config(4, true)),
        drawn("elimination, paid at once", new Elimination.Config(4, false)),
        drawn("respawning newcomers", Respawning.Config.DEFAULTS),
        drawn("forced actions", ForcedActions.Config.DEFAULTS),
        drawn("event-driven, dense", new Deliveries.Config(20, 12, false)),
        drawn("event-driven, packed", new Deliveries.Config(20, 12, true)),
        drawn("successive choices without time between", SuccessiveChoices.Config.DEFAULTS),
        drawn("mixed endings", MixedEndings.Config.DEFAULTS),
        drawn("communication, observed always", Whisper.Config.DEFAULTS),
        drawn("several layouts", Zoo.Config.DEFAULTS),
        drawn("continuous actions", ContinuousTarget.Config.DEFAULTS),
        drawn("images of bytes", ImageSide.Config.DEFAULTS),
        drawn("memory", Recall.Config.DEFAULTS),
        drawn("vectorised", Lanes.Config.DEFAULTS),
        drawn("vectorised, saved instead of replayed", new Lanes.Config(3, 5, 11, true)),
        drawn("havoc, dense", new Havoc.Config(5, 20, false, false)),
        drawn("havoc, packed", new Havoc.Config(5, 20, true, false)),
        drawn("havoc, dense, observed always", new Havoc.Config(4, 20, false, true)),
        drawn("havoc, packed, observed always", new Havoc.Config(4, 20, true, true)),
        drawn("havoc, one slot", new Havoc.Config(1, 8, false, false)));
  }

  private static Probe drawn(String name, EnvironmentConfig config) {
    return new Probe(name, config, true);
  }

  private static Probe alike(String name, EnvironmentConfig config) {
    return new Probe(name, config, false);
  }
}
