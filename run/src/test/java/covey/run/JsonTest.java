package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void text_is_escaped() {
    assertEquals("\"a \\\"b\\\" \\\\ \\n \\t \\u0001 é\"", Json.line("a \"b\" \\ \n \t \u0001 é"));
  }

  @Test
  void what_is_no_number_is_null() {
    assertEquals("[null,null,0.1,null,-3]",
        Json.line(Arrays.asList(Double.NaN, Double.POSITIVE_INFINITY, 0.1, null, -3L)));
  }

  @Test
  void order_is_kept() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("z", true);
    tree.put("a", List.of(1L, "x"));
    tree.put("m", Map.of());
    assertEquals("{\"z\":true,\"a\":[1,\"x\"],\"m\":{}}", Json.line(tree));
    assertEquals("{\n  \"z\": true,\n  \"a\": [1, \"x\"],\n  \"m\": {}\n}\n", Json.pretty(tree));
  }

  @Test
  void what_is_written_is_read_again() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("text", "a: \"b\" #c");
    tree.put("number", 1e-7);
    tree.put("inner", Map.of("list", List.of(1, 2)));
    assertEquals(tree, Yaml.parse(Json.pretty(tree), "test"));
  }
}
