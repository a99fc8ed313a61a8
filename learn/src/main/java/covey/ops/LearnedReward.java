package covey.ops;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.EnvironmentSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a learner learns from: the raw reward scaled, then clipped, and auxiliary rewards by weight. Returns, the ledger
/// and every report stay raw, for nothing of this is written back.
///
/// @param scale factor of the raw reward of every transition
/// @param clip bound of its size after scaling
/// @param auxiliary weight of each auxiliary reward by its name in the environment; neither scaled nor clipped
public record LearnedReward(
    @Option(byDefault = "1", help = "factor of the raw reward; returns are reported raw") double scale,
    @Option(help = "bound of a step's reward after scaling: learned from is what lies in [-clip, clip]",
        usual = "none, or 1 to 10") Optional<Double> clip,
    @Option(help = "weight of each auxiliary reward by name, as in shaping: 1", usual = "none") Map<String, Double> auxiliary) {

  /// The raw reward and nothing else.
  public static final LearnedReward RAW = Configs.defaults(LearnedReward.class);

  public LearnedReward {
    auxiliary = Map.copyOf(auxiliary);
    Validation.of(LearnedReward.class)
        .require(Double.isFinite(scale), "scale", scale, "must be finite")
        .require(clip.orElse(1.0) > 0, "clip", clip, "must be positive, or none")
        .require(auxiliary.values().stream().allMatch(Double::isFinite), "auxiliary", auxiliary, "must be finite")
        .throwIfInvalid();
  }

  /// @return what is learned from a raw reward
  double of(double raw) {
    double scaled = scale * raw;
    return clips(raw) ? Math.copySign(clip.orElseThrow(), scaled) : scaled;
  }

  /// @return whether a raw reward is clipped
  boolean clips(double raw) {
    return clip.isPresent() && Math.abs(scale * raw) > clip.get();
  }

  /// @return the weight of each auxiliary reward of an environment, 0 where none is given
  /// @throws IllegalArgumentException if a weight has a name that the environment does not declare
  double[] weights(EnvironmentSpec spec) {
    List<String> declared = spec.auxiliaryRewards();
    for (String name : auxiliary.keySet().stream().sorted().toList()) {
      if (!declared.contains(name)) {
        throw new IllegalArgumentException("reward.auxiliary gives a weight to %s, but %s declares %s".formatted(
            name, spec.name(), declared.isEmpty() ? "no auxiliary rewards" : String.join(", ", declared)));
      }
    }
    return declared.stream().mapToDouble(name -> auxiliary.getOrDefault(name, 0.0)).toArray();
  }
}
