package covey.testkit.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares what was recorded with what was replayed, and keeps account.
final class Findings {
  private static final int PROBLEMS_SHOWN = 20;

  private final List<GoldenReport.Skipped> skipped = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Double> largestError = new LinkedHashMap<>();
  private String file = "";
  private String place = "";
  private int files;
  private long steps;
  private long mismatches;

  /// A number as recorded and as replayed may differ by this much.
  interface Tolerance {
    boolean allows(double recorded, double replayed);
  }

  static Tolerance absolute(double most) {
    return (recorded, replayed) -> Math.abs(recorded - replayed) <= most;
  }

  /// At most one ulp of the larger float.
  static boolean withinOneUlp(double recorded, double replayed) {
    float a = (float) recorded;
    float b = (float) replayed;
    return Math.abs(a - b) <= Math.max(Math.ulp(a), Math.ulp(b));
  }

  void enter(String nextFile) {
    file = nextFile;
    place = "";
  }

  void at(String nextPlace) {
    place = nextPlace;
  }

  void skip(String name, String reason) {
    skipped.add(new GoldenReport.Skipped(name, reason));
  }

  void replayed() {
    files++;
  }

  void step() {
    steps++;
  }

  /// Compares a group of numbers; the group counts as one comparison.
  ///
  /// @param quantity under which the largest error is reported
  void numbers(String quantity, String what, double[] recorded, double[] replayed, Tolerance tolerance) {
    if (recorded.length != replayed.length) {
      mismatch("%s has %d numbers, but %d are recorded".formatted(what, replayed.length, recorded.length));
      return;
    }
    int worst = -1;
    for (int k = 0; k < recorded.length; k++) {
      double error = Math.abs(recorded[k] - replayed[k]);
      if (Double.isNaN(error)) error = Double.POSITIVE_INFINITY;
      largestError.merge(quantity, error, Math::max);
      if (worst < 0 && !tolerance.allows(recorded[k], replayed[k])) worst = k;
    }
    if (worst >= 0) {
      mismatch(String.format(Locale.ROOT, "%s[%d] = %s, but %s is recorded",
          what, worst, replayed[worst], recorded[worst]));
    }
  }

  /// Compares what must be equal.
  void equal(String what, @Nullable Object recorded, @Nullable Object replayed) {
    if (!Objects.equals(recorded, replayed)) {
      mismatch("%s = %s, but %s is recorded".formatted(what, replayed, recorded));
    }
  }

  /// Notes that something is wrong at the present place.
  void mismatch(String how) {
    mismatches++;
    if (problems.size() < PROBLEMS_SHOWN) problems.add(file + (place.isEmpty() ? "" : ", " + place) + ": " + how);
  }

  GoldenReport report() {
    return new GoldenReport(files, steps, mismatches, skipped, largestError, problems);
  }
}
