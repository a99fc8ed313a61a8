package covey.run.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// One measured number.
///
/// @param name of what was measured
/// @param value the number
/// @param unit of the number
/// @param target what it should be on this machine; empty if there is no target
/// @param targetAtReference what it should be where P is [Yardstick#REFERENCE]
/// @param smallerIsBetter whether the target is an upper bound
public record Measurement(
    String name, double value, String unit, OptionalDouble target, OptionalDouble targetAtReference,
    boolean smallerIsBetter) {

  /// A rate with a target that grows with the machine.
  static Measurement rate(String name, double value, String unit, double target, double p) {
    return new Measurement(name, value, unit, OptionalDouble.of(target * p / Yardstick.REFERENCE),
        OptionalDouble.of(target), false);
  }

  /// A time with a target that shrinks as the machine grows.
  static Measurement time(String name, double value, String unit, double target, double p) {
    return new Measurement(name, value, unit, OptionalDouble.of(target * Yardstick.REFERENCE / p),
        OptionalDouble.of(target), true);
  }

  /// A rate with a target that is a share of P, in GFLOP/s.
  static Measurement share(String name, double value, double ofP, double p) {
    return new Measurement(name, value, "GFLOP/s", OptionalDouble.of(ofP * p),
        OptionalDouble.of(ofP * Yardstick.REFERENCE), false);
  }

  /// A ratio, whose target is the same on every machine.
  static Measurement ratio(String name, double value, double target) {
    return new Measurement(name, value, "x", OptionalDouble.of(target), OptionalDouble.of(target), false);
  }

  /// A number without a target.
  static Measurement plain(String name, double value, String unit) {
    return new Measurement(name, value, unit, OptionalDouble.empty(), OptionalDouble.empty(), false);
  }

  /// Whether the target is met; true if there is none.
  public boolean met() {
    return target.isEmpty() || (smallerIsBetter ? value <= target.getAsDouble() : value >= target.getAsDouble());
  }

  /// By name, for `--json`.
  public Map<String, Object> asTree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", name);
    tree.put("value", value);
    tree.put("unit", unit);
    tree.put("target", target.orElse(Double.NaN));
    tree.put("targetAtReferenceP", targetAtReference.orElse(Double.NaN));
    tree.put("met", met());
    return tree;
  }
}
