package covey.testkit.golden;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a replay found.
///
/// @param files replayed, without the skipped and the broken
/// @param steps recorded steps that were replayed; each both alone and in its episode, where the recording allows it
/// @param mismatches comparisons that failed, broken files included; 0 is a pass
/// @param skipped files that were not replayed, with the reason
/// @param largestError by quantity: the largest absolute difference, within tolerance or not
/// @param problems the first mismatches, one sentence each
public record GoldenReport(
    int files,
    long steps,
    long mismatches,
    List<Skipped> skipped,
    Map<String, Double> largestError,
    List<String> problems) {

  /// A file that was not replayed.
  public record Skipped(String file, String reason) {}

  public GoldenReport {
    skipped = List.copyOf(skipped);
    largestError = Collections.unmodifiableMap(new LinkedHashMap<>(largestError));
    problems = List.copyOf(problems);
  }

  public boolean passed() {
    return mismatches == 0;
  }
}
