package covey.environments;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Who fights whom for how long: the scenarios of the StarCraft multi-agent challenge (Samvelyan et al. 2019) by their
/// names, with its armies and step limits.
///
/// @param maxSteps steps before truncation
public record SkirmishScenario(String name, Army allies, Army enemies, int maxSteps) {

  /// The units of one side, in order: `3m`, `2s3z`, `1medivac2marauder7m`.
  public record Army(List<SkirmishUnit> units) {
    private static final Pattern SQUAD = Pattern.compile("(\\d{1,3})([a-z]+)");
    private static final int LARGEST = 200;

    public Army {
      units = List.copyOf(units);
      if (units.isEmpty() || units.size() > LARGEST) {
        throw new IllegalArgumentException("an army has 1 to " + LARGEST + " units, not " + units.size());
      }
      if (units.stream().allMatch(SkirmishUnit::heals)) {
        throw new IllegalArgumentException("an army needs somebody who can attack, but all its units heal");
      }
    }

    /// Reads numbers and units in turn.
    ///
    /// @throws IllegalArgumentException saying what an army looks like
    public static Army parse(String text) {
      var units = new ArrayList<SkirmishUnit>();
      Matcher squad = SQUAD.matcher(text.toLowerCase(Locale.ROOT));
      int at = 0;
      while (squad.find() && squad.start() == at) {
        for (int i = Integer.parseInt(squad.group(1)); i > 0; i--) units.add(unit(squad.group(2)));
        at = squad.end();
      }
      if (at != text.length() || units.isEmpty()) {
        throw new IllegalArgumentException(
            "an army is numbers and units in turn, such as 3m, 2s3z or 1medivac2marauder7m; units: " + known());
      }
      return new Army(units);
    }

    private static SkirmishUnit unit(String code) {
      for (SkirmishUnit unit : SkirmishUnit.values()) {
        if (unit.code.equals(code) || unit.role().equals(code)) return unit;
      }
      throw new IllegalArgumentException("no unit is named " + code + "; units: " + known());
    }

    private static String known() {
      return java.util.Arrays.stream(SkirmishUnit.values())
          .map(unit -> unit.code.equals(unit.role()) ? unit.code : unit.code + " (" + unit.role() + ")")
          .collect(Collectors.joining(", "));
    }

    /// The army with another number of units: its list is cut, or goes on from its beginning.
    Army resized(int size) {
      var resized = new ArrayList<SkirmishUnit>();
      for (int i = 0; i < size; i++) resized.add(units.get(i % units.size()));
      return new Army(resized);
    }

    int size() {
      return units.size();
    }

    /// The text that gives this army back.
    @Override
    public String toString() {
      var text = new StringBuilder();
      for (int from = 0; from < units.size(); ) {
        int to = from;
        while (to < units.size() && units.get(to) == units.get(from)) to++;
        text.append(to - from).append(units.get(from).code);
        from = to;
      }
      return text.toString();
    }
  }

  static final List<SkirmishScenario> ALL = List.of(
      of("3m", "3m", "3m", 60),
      of("8m", "8m", "8m", 120),
      of("25m", "25m", "25m", 150),
      of("5m_vs_6m", "5m", "6m", 70),
      of("8m_vs_9m", "8m", "9m", 120),
      of("10m_vs_11m", "10m", "11m", 150),
      of("27m_vs_30m", "27m", "30m", 180),
      of("MMM", "1medivac2marauder7m", "1medivac2marauder7m", 150),
      of("MMM2", "1medivac2marauder7m", "1medivac3marauder8m", 180),
      of("2s3z", "2s3z", "2s3z", 120),
      of("3s5z", "3s5z", "3s5z", 150),
      of("3s5z_vs_3s6z", "3s5z", "3s6z", 170),
      of("3s_vs_3z", "3s", "3z", 150),
      of("3s_vs_4z", "3s", "4z", 200),
      of("3s_vs_5z", "3s", "5z", 250),
      of("1c3s5z", "1c3s5z", "1c3s5z", 180),
      of("2m_vs_1z", "2m", "1z", 150),
      of("corridor", "6z", "24zergling", 400),
      of("6h_vs_8z", "6h", "8z", 150),
      of("2s_vs_1sc", "2s", "1sc", 300),
      of("so_many_baneling", "7z", "32baneling", 100),
      of("bane_vs_bane", "20zergling4baneling", "20zergling4baneling", 200));

  private static SkirmishScenario of(String name, String allies, String enemies, int maxSteps) {
    return new SkirmishScenario(name, Army.parse(allies), Army.parse(enemies), maxSteps);
  }

  static List<String> names() {
    return ALL.stream().map(SkirmishScenario::name).toList();
  }

  static Optional<SkirmishScenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name.equals(name)).findFirst();
  }
}
