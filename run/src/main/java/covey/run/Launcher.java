package covey.run;

import covey.environments.Catalogue;
import covey.policy.NetworkBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Starts runs and takes them up again, with whatever of your own they need.
///
/// @param monitor is told how they go
/// @param networks makes their networks; a run must be resumed with the builder that it was started with
/// @param environments that are not built in
public record Launcher(Monitor monitor, NetworkBuilder networks, List<Catalogue.Entry<?>> environments) {
  /// Nothing of one's own.
  public static final Launcher PLAIN = new Launcher(Monitor.SILENT, NetworkBuilder.MLP, List.of());

  /// Copies the list.
  public Launcher {
    environments = List.copyOf(environments);
  }

  /// With somebody who watches.
  public Launcher watchedBy(Monitor watching) {
    return new Launcher(watching, networks, environments);
  }

  /// With networks of one's own.
  public Launcher building(NetworkBuilder builder) {
    return new Launcher(monitor, builder, environments);
  }

  /// With an environment of one's own.
  public Launcher knowing(Catalogue.Entry<?> environment) {
    var all = new java.util.ArrayList<>(environments);
    all.add(environment);
    return new Launcher(monitor, networks, all);
  }

  /// Starts a run.
  ///
  /// @param folder for its files: empty or not there yet; null for the next free one below `runs`
  /// @throws RunException if it cannot be written there
  /// @throws IllegalArgumentException if the algorithm cannot learn in this environment
  public Experiment start(RunConfig config, @Nullable Path folder) {
    return Experiment.start(this, config, folder);
  }

  /// Takes a run up from its newest checkpoint, or from the checkpoint file given.
  ///
  /// @throws RunException if there is none, or if it does not fit
  public Experiment resume(Path runOrCheckpoint) {
    return resume(runOrCheckpoint, UnaryOperator.identity());
  }

  /// Takes a run up with something changed that its results up to here do not depend on: budget, threads, evaluation.
  public Experiment resume(Path runOrCheckpoint, UnaryOperator<RunConfig> change) {
    return Experiment.resume(this, runOrCheckpoint, change);
  }
}
