package covey.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `covey resume`: goes on where a run had stopped.
@Command(
    name = "resume",
    description = "Go on with a run where it stopped, whatever stopped it.",
    footer = {
      "",
      "The result is the same to the byte as if the run had never stopped. With another limit it is that of a run whose"
          + " limit was raised on the way: schedules over the whole budget (linear) change with it."
    })
final class Resume implements Callable<Integer> {
  @Mixin private final Talk talk = new Talk();

  @Parameters(index = "0", paramLabel = "RUN", description = "Folder of the run, or one of its checkpoints.")
  @SuppressWarnings("NullAway.Init")
  private Path run;

  @ArgGroup(exclusive = false, heading = "When to end, if not as before:%n")
  private Trainings.Limits limits = new Trainings.Limits();

  @Mixin private final Jar jar = new Jar();

  @Option(names = {"-t", "--threads"}, paramLabel = "N", description = "Threads, if not as before.")
  private @Nullable String threads;

  @Option(names = "--json", description = "Print the result as one JSON object in the last line.")
  private boolean json;

  @Override
  public Integer call() {
    List<String> changes = new ArrayList<>(limits.assignments());
    if (threads != null) changes.add("threads=" + threads);
    try (var own = jar.open(null)) {
      return Trainings.show(talk, json, own, launcher -> launcher.resume(Places.of(run),
          config -> changes.isEmpty() ? config : config.with(changes)));
    }
  }
}
