package covey.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds the names that someone may have meant.
public final class NearMisses {
  private static final int SHOWN = 3;
  private static final int SHORTEST_PREFIX = 3;

  private NearMisses() {}

  private record Scored(String name, int distance, boolean byPrefix) {}

  /// The known names closest to `wrong`, best first, at most three, none if nothing is close.
  ///
  /// Case, `-`, `_` and spaces do not count. Close is: at most a third of the letters wrong (a swap of neighbours is
  /// one mistake: optimal string alignment, Damerau 1964), the initials of the name (`lr` and `learningRate`) or, where
  /// there is neither, one name beginning with the other (`clip_range` and `clip`).
  public static List<String> of(String wrong, Collection<String> known) {
    var close = new ArrayList<Scored>();
    String w = plain(wrong);
    for (String name : known) {
      String k = plain(name);
      int distance = distance(w, k);
      boolean prefix = Math.min(w.length(), k.length()) >= SHORTEST_PREFIX && (w.startsWith(k) || k.startsWith(w));
      boolean initials = w.length() > 1 && w.equals(initials(name));
      boolean alike = distance <= Math.max(1, Math.max(w.length(), k.length()) / 3) && distance < k.length();
      if (alike || prefix || initials) close.add(new Scored(name, distance, !alike && !initials));
    }
    if (close.stream().anyMatch(scored -> !scored.byPrefix())) close.removeIf(Scored::byPrefix);
    close.sort(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name));
    return close.stream().limit(SHOWN).map(Scored::name).toList();
  }

  /// `; did you mean a or b?`, or nothing if no known name is close: the end of a sentence that says what is wrong.
  public static String hint(String wrong, Collection<String> known) {
    List<String> near = of(wrong, known);
    return near.isEmpty() ? "" : "; did you mean %s?".formatted(String.join(" or ", near));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  private static String initials(String name) {
    var letters = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean starts = i == 0 || Character.isUpperCase(c) || "-_ ".indexOf(name.charAt(i - 1)) >= 0;
      if (starts && Character.isLetterOrDigit(c)) letters.append(Character.toLowerCase(c));
    }
    return letters.toString();
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) d[i][0] = i;
    for (int j = 0; j <= b.length(); j++) d[0][j] = j;
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
