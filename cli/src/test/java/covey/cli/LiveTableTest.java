package covey.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.track.Column;
import covey.track.Metrics;
import covey.track.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTableTest {
  private final StringWriter out = new StringWriter();

  private LiveTable table(boolean terminal) {
    return new LiveTable(new PrintWriter(out), new PrintWriter(new StringWriter()), terminal);
  }

  private static Schema schema(String... agents) {
    var columns = new ArrayList<Column>();
    for (String agent : agents) columns.add(Column.result("return/" + agent));
    columns.add(Column.result("return/mean"));
    columns.add(Column.result("return/team"));
    columns.add(Column.result("learn/kl"));
    columns.add(Column.result("learn/secret"));
    return new Schema(columns);
  }

  private static Metrics row(int iteration, double seconds, double... values) {
    return new Metrics(iteration, 1000L * iteration, iteration, seconds, values);
  }

  @Test
  void a_line_is_the_mean_of_what_came_since_the_one_before() {
    LiveTable table = table(false);
    Schema schema = schema("left", "right");
    table.iterated(schema, row(1, 0.1, Double.NaN, 4, 0, 0, 0.25, 9), 0.2);
    table.iterated(schema, row(2, 0.6, 2, 6, 0, 0, 0.75, 9), 0.4);
    table.iterated(schema, row(3, 1.1, 4, 8, 0, 0, 0.5, 9), 0.6); // a second after the first row: a line
    table.iterated(schema, row(4, 1.2, 5, 5, 0, 0, 1, 9), 1); // the end: a line
    List<String> lines = out.toString().lines().toList();
    assertEquals("  done    steps  steps/s      left     right        kl", lines.get(0));
    assertEquals("  60 %    3.00k    2.00k     3.000     6.000     0.500", lines.get(1));
    assertEquals(" 100 %    4.00k    10.0k     5.000     5.000     1.000", lines.get(2));
    assertEquals(3, lines.size());
  }

  @Test
  void many_agents_become_mean_lowest_and_highest() {
    LiveTable table = table(false);
    Schema schema = schema("a", "b", "c", "d", "e", "f", "g", "h", "i");
    table.iterated(schema, row(1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 5, 45, 0, 0), 1);
    List<String> lines = out.toString().lines().toList();
    assertEquals("  done    steps  steps/s      mean    lowest   highest        kl", lines.get(0));
    assertEquals(" 100 %    1.00k        -     5.000     1.000     9.000         0", lines.get(1));
  }

  @Test
  void a_terminal_has_a_bar_with_the_time_left_and_others_have_no_escape_codes() throws Exception {
    LiveTable table = table(true);
    Schema schema = schema("left");
    table.iterated(schema, row(1, 10, 1, 1, 1, 0, 0), 0.1);
    Thread.sleep(120); // the bar is drawn ten times a second at most
    table.iterated(schema, row(2, 10.8, 1, 1, 1, 0, 0), 0.5); // 0.4 of the run in 0.8 s: 1 s for the other half
    assertTrue(out.toString().endsWith("\r\033[K[###############...............]  50 %, 1.0 s left"), out.toString());
    table.end();
    assertTrue(out.toString().endsWith("\r\033[K"), out.toString());
    out.getBuffer().setLength(0);
    table(false).iterated(schema, row(1, 10, 1, 1, 1, 0, 0), 0.1);
    assertFalse(out.toString().contains("\033"));
  }
}
