package covey.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// One command, run in this process, with what it printed.
record Console(int code, List<String> out, List<String> err) {
  static Console covey(Object... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] texts = java.util.Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    int code = Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(texts);
    return new Console(code, out.toString().lines().toList(), err.toString().lines().toList());
  }

  /// The JSON object of the last line; JSON is YAML.
  Map<?, ?> json() {
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(out.getLast());
  }
}
