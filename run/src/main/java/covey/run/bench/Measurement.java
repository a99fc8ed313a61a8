package covey.run.bench;

import java.util.Collections;
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
/// @param beside further numbers, by name
public record Measurement(
    String name, double value, String unit, OptionalDouble target, OptionalDouble targetAtReference,
    boolean smallerIsBetter, Map<String, Double> beside) {
  public Measurement {
    beside = Collections.unmodifiableMap(new LinkedHashMap<>(beside));
  }

  /// A rate with a target that grows with the machine.
  static Measurement rate(String name, double value, String unit, double target, double p) {
    return new Measurement(name, value, unit, OptionalDouble.of(target * p / Yardstick.REFERENCE),
        OptionalDouble.of(target), false, Map.of());
  }

  /// A time with a target that shrinks as the machine grows.
  static Measurement time(String name, double value, String unit, double target, double p) {
    return new Measurement(name, value, unit, OptionalDouble.of(target * Yardstick.REFERENCE / p),
        OptionalDouble.of(target), true, Map.of());
  }

  /// A rate with a target that is a share of P, in GFLOP/s.
  static Measurement share(String name, double value, double ofP, double p) {
    return new Measurement(name, value, "GFLOP/s", OptionalDouble.of(ofP * p),
        OptionalDouble.of(ofP * Yardstick.REFERENCE), false, Map.of());
  }

  /// A ratio, whose target is the same on every machine.
  static Measurement ratio(String name, double value, double target) {
    return new Measurement(name, value, "x", OptionalDouble.of(target), OptionalDouble.of(target), false, Map.of());
  }

  /// A ratio, the smaller the better, whose bound is the same on every machine.
  static Measurement bounded(String name, double value, double bound) {
    return new Measurement(name, value, "x", OptionalDouble.of(bound), OptionalDouble.of(bound), true, Map.of());
  }

  /// A number without a target.
  static Measurement plain(String name, double value, String unit) {
    return new Measurement(name, value, unit, OptionalDouble.empty(), OptionalDouble.empty(), false,
        Map.of());
  }

  /// The same measurement with one more number beside it.
  Measurement beside(String what, double number) {
    var more = new LinkedHashMap<>(beside);
    more.put(what, number);
    return new Measurement(name, value, unit, target, targetAtReference, smallerIsBetter, more);
  }

  /// Whether the target is met; true if there is none.
  public boolean met() {
    return target.isEmpty() || (smallerIsBetter ? value <= target.getAsDouble() : value >= target.getAsDouble());
  }

  /// Whether the value would meet the target of the reference machine; true if there is none.
  public boolean metAtReference() {
    return targetAtReference.isEmpty()
        || (smallerIsBetter ? value <= targetAtReference.getAsDouble() : value >= targetAtReference.getAsDouble());
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
    tree.put("metAtReferenceP", metAtReference());
    tree.putAll(beside);
    return tree;
  }
}
