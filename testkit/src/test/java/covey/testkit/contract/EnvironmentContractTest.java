package covey.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.EnvironmentConfig;
import covey.testkit.probes.Lanes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentContractTest {

  /// A class that nothing but these tests runs.
  private static final class Broken extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new Tampered(new Lanes.Config(2, 4, 8, true), () -> {
        throw new IllegalStateException("not one was made");
      });
    }
  }

  private static List<Method> tests() {
    return Arrays.stream(EnvironmentContract.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .toList();
  }

  @Test
  void an_inherited_test_exists_for_each_clause_and_fails_when_it_is_broken() {
    var checked = EnumSet.noneOf(Clause.class);
    var broken = new Broken();
    for (Method test : tests()) {
      var failure = assertInstanceOf(
          AssertionError.class,
          assertThrows(InvocationTargetException.class, () -> test.invoke(broken)).getCause(),
          test.getName());
      for (Clause clause : Clause.values()) {
        if (failure.getMessage().contains("(" + clause.promise + ")")) assertTrue(checked.add(clause), clause.name());
      }
      assertTrue(failure.getMessage().contains("not one was made"), failure.getMessage());
    }
    assertEquals(EnumSet.allOf(Clause.class), checked);
  }

  @Test
  void terms_that_test_nothing_are_refused() {
    assertEquals(
        "games = 1, but it must be at least 2: independence shows between games; 4 is usual",
        assertThrows(IllegalArgumentException.class, () -> new Terms(1, 3, 10, true, false, 0)).getMessage());
    assertEquals(
        "episodes = 1, but it must be at least 2: a second reset differs from the first; 3 is usual",
        assertThrows(IllegalArgumentException.class, () -> Terms.USUAL.withEpisodes(1)).getMessage());
    assertEquals(
        "longestEpisode = 0, but it must be at least 1; 1000 is usual",
        assertThrows(IllegalArgumentException.class, () -> Terms.USUAL.withLongestEpisode(0)).getMessage());
  }
}
