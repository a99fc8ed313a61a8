package covey.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `covey bench`: how fast this machine is at what Covey does.
@Command(name = "bench", description = "Measure stepping, inference, updates and training.")
final class Bench implements Runnable {
  @Mixin private final Talk talk = new Talk();

  @Override
  public void run() {
    talk.line("");
  }
}
