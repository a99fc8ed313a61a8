package covey.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Texts and warnings of [Schedule].
final class Schedules {
  private static final String FORMS = "a schedule is a number or one of linear(from, to), linear(from, to, 50%), "
      + "linear(from, to, length), piecewise(n: value, n: value, ...) and exponential(start, rate, floor), the last "
      + "three with steps, updates or episodes as a last word if other than steps are counted";

  /// A schedule that ends earlier in the budget was most likely written for another run.
  private static final double EARLY = 0.1;

  private static final Pattern CALL = Pattern.compile("([a-zA-Z]+)\\s*\\((.*)\\)", Pattern.DOTALL);

  private Schedules() {}

  static Schedule parse(String text) {
    String stripped = text.strip();
    Matcher call = CALL.matcher(stripped);
    if (!call.matches()) return new Schedule.Constant(number(stripped));
    List<String> arguments = new ArrayList<>();
    for (String argument : call.group(2).split(",", -1)) arguments.add(argument.strip());
    Clock named = clock(arguments.getLast());
    if (named != null) arguments.removeLast();
    Clock clock = named == null ? Clock.STEPS : named;
    return switch (call.group(1).toLowerCase(Locale.ROOT)) {
      case "linear" -> linear(arguments, clock, named != null);
      case "piecewise" -> piecewise(arguments, clock);
      case "exponential" -> exponential(arguments, clock);
      default ->
          throw new IllegalArgumentException(
              "there is no schedule named %s%s; %s"
                  .formatted(
                      call.group(1),
                      NearMisses.hint(call.group(1), List.of("linear", "piecewise", "exponential")),
                      FORMS));
    };
  }

  private static Schedule linear(List<String> arguments, Clock clock, boolean named) {
    if (arguments.size() == 3 && !arguments.get(2).endsWith("%")) {
      return new Schedule.LinearOver(
          number(arguments.get(0)), number(arguments.get(1)), whole(arguments.get(2)), clock);
    }
    if (named || arguments.size() < 2 || arguments.size() > 3) {
      throw new IllegalArgumentException("linear takes (from, to), (from, to, share of the budget as in 50%) "
          + "or (from, to, length, steps | updates | episodes)");
    }
    double share = arguments.size() == 2 ? 1 : share(arguments.get(2));
    return new Schedule.Linear(number(arguments.get(0)), number(arguments.get(1)), share);
  }

  private static Schedule piecewise(List<String> arguments, Clock clock) {
    var points = new ArrayList<Schedule.Piecewise.Point>();
    for (String argument : arguments) {
      int colon = argument.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException(
            "piecewise takes points like 1e6: 1e-8, not '%s'".formatted(argument));
      }
      points.add(new Schedule.Piecewise.Point(
          whole(argument.substring(0, colon).strip()), number(argument.substring(colon + 1).strip())));
    }
    return new Schedule.Piecewise(points, clock);
  }

  private static Schedule exponential(List<String> arguments, Clock clock) {
    if (arguments.size() < 2 || arguments.size() > 3) {
      throw new IllegalArgumentException(
          "exponential takes (start, rate) or (start, rate, floor), then steps | updates | episodes if not steps");
    }
    double floor = arguments.size() == 3 ? number(arguments.get(2)) : 0;
    return new Schedule.Exponential(number(arguments.get(0)), number(arguments.get(1)), floor, clock);
  }

  private static @Nullable Clock clock(String word) {
    for (Clock clock : Clock.values()) if (clock.toString().equalsIgnoreCase(word)) return clock;
    return null;
  }

  private static double number(String text) {
    try {
      return Numbers.real(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' is no number a schedule can use; %s".formatted(text, FORMS), e);
    }
  }

  private static long whole(String text) {
    try {
      return Numbers.wholeNumber(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is no whole number of steps, updates or episodes; a share of the budget is written 50%%"
              .formatted(text),
          e);
    }
  }

  private static double share(String percent) {
    try {
      BigDecimal hundredth = BigDecimal.valueOf(1, 2);
      return new BigDecimal(percent.substring(0, percent.length() - 1).strip()).multiply(hundredth).doubleValue();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' is no share of the budget; 50%% is one".formatted(percent), e);
    }
  }

  /// A share as text that [#share] reads back as the same double: decimal shifts are exact, multiplication is not.
  static String percent(double share) {
    return new BigDecimal(Double.toString(share)).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
  }

  private static String roughPercent(double share) {
    return new BigDecimal(100 * share).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  static String suffix(Clock clock) {
    return clock == Clock.STEPS ? "" : ", " + clock;
  }

  static void finite(String name, double... values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("%s takes finite numbers, not %s".formatted(name, value));
      }
    }
  }

  static void checkPoints(List<Schedule.Piecewise.Point> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("piecewise needs at least one point, as in piecewise(0: 1)");
    }
    long before = -1;
    for (Schedule.Piecewise.Point point : points) {
      finite("piecewise", point.value());
      if (point.n() <= before) {
        throw new IllegalArgumentException(before < 0
            ? "piecewise points start at 0 or later, not at %d".formatted(point.n())
            : "piecewise points must ascend, but %d follows %d".formatted(point.n(), before));
      }
      before = point.n();
    }
  }

  static List<String> warnings(Schedule schedule, String name, Progress progress) {
    return switch (schedule) {
      case Schedule.Constant c -> List.of();
      case Schedule.Linear l ->
          l.share() >= EARLY || l.from() == l.to()
              ? List.of()
              : List.of(
                  "%s = %s ends after %s of the budget and stands still at %s from then on; "
                      .concat("a schedule usually ends with the budget")
                      .formatted(name, l, percent(l.share()), Numbers.shortest(l.to())));
      case Schedule.LinearOver l -> early(l, name, l.length(), l.clock(), l.to(), progress);
      case Schedule.Piecewise p ->
          p.points().size() == 1
              ? List.of()
              : early(
                  p,
                  name,
                  p.points().getLast().n(),
                  p.clock(),
                  p.points().getLast().value(),
                  progress);
      case Schedule.Exponential e ->
          e.floor() == 0 || e.rate() == 1
              ? List.of()
              : early(e, name, ticksToFloor(e), e.clock(), e.floor(), progress);
    };
  }

  private static long ticksToFloor(Schedule.Exponential e) {
    return (long) Math.ceil(StrictMath.log(e.floor() / e.start()) / StrictMath.log(e.rate()));
  }

  private static List<String> early(
      Schedule schedule, String name, long end, Clock clock, double rest, Progress progress) {
    long budget = progress.budget(clock);
    if (budget == Progress.NO_BUDGET || end >= EARLY * budget) return List.of();
    return List.of(("%s = %s ends after %d of %d %s, %s%% of the budget, and stands still at %s from then on; "
        + "a schedule usually ends with the budget").formatted(name, schedule, end, budget, clock,
            roughPercent((double) end / budget), Numbers.shortest(rest)));
  }
}
