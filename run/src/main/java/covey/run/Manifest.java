package covey.run;

import covey.env.EnvironmentSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run was made of and on, and what became of it: `manifest.json`.
final class Manifest {
  private final RunDirectory directory;
  private final Map<String, @Nullable Object> tree;

  private Manifest(RunDirectory directory, Map<String, @Nullable Object> tree) {
    this.directory = directory;
    this.tree = tree;
  }

  /// Of a new run.
  static Manifest start(RunDirectory directory, RunConfig config, Instant now) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("environment", config.environmentName());
    tree.put("algorithm", config.algorithmName());
    tree.put("seed", config.settings().seed());
    describe(tree, config);
    tree.put("started", now.toString());
    tree.putAll(Machine.describe());
    tree.put("threads", (long) config.settings().threadCount());
    tree.put("resumed", List.of());
    var manifest = new Manifest(directory, tree);
    manifest.status("running");
    return manifest;
  }

  /// What results depend on beside the seed.
  private static void describe(Map<String, @Nullable Object> tree, RunConfig config) {
    Map<String, Object> resolved = config.tree();
    tree.put("generator", resolved.get("generator"));
    // Limits by the clock only end a run, and evaluations that could change it are waited for.
    tree.put("determinism", "exact");
    tree.put("resume", config.environment().spec().restore() == EnvironmentSpec.Restore.NONE
        ? "running episodes are abandoned" : "exact");
    tree.put("configHash", hash(Yaml.write(resolved)));
    if (resolved.get("algorithm") instanceof Map<?, ?> algorithm && algorithm.get("segmentRows") != null) {
      tree.put("segmentRows", algorithm.get("segmentRows"));
    }
  }

  /// Of a run that goes on.
  static Manifest resume(RunDirectory directory, RunConfig config, long iteration, Instant now) {
    var tree = new LinkedHashMap<String, @Nullable Object>(directory.manifest());
    describe(tree, config);
    var resumed = new ArrayList<@Nullable Object>();
    if (tree.get("resumed") instanceof List<?> before) resumed.addAll(before);
    var entry = new LinkedHashMap<String, @Nullable Object>();
    entry.put("afterIteration", iteration);
    entry.put("at", now.toString());
    entry.putAll(Machine.describe());
    resumed.add(entry);
    tree.put("resumed", resumed);
    tree.put("threads", (long) config.settings().threadCount());
    var manifest = new Manifest(directory, tree);
    manifest.status("running");
    return manifest;
  }

  void status(String status) {
    tree.put("status", status);
    directory.writeManifest(tree);
  }

  /// Keeps a sentence, once, that was said to the user, under `notes`.
  void note(String sentence) {
    var notes = new ArrayList<@Nullable Object>();
    if (tree.get("notes") instanceof List<?> before) notes.addAll(before);
    if (notes.contains(sentence)) return;
    notes.add(sentence);
    tree.put("notes", notes);
    directory.writeManifest(tree);
  }

  /// Notes how the run ended.
  void end(RunResult result) {
    tree.put("iterations", result.iterations());
    tree.put("jointSteps", result.jointSteps());
    tree.put("wallSeconds", result.wallSeconds());
    tree.put("weightsHash", result.weightsHash());
    Evaluation evaluation = result.evaluation();
    if (evaluation != null) {
      tree.put("meanReturn", evaluation.meanReturn());
      tree.put("ci95", List.of(evaluation.ci95().low(), evaluation.ci95().high()));
    }
    status(result.ending() == RunResult.Ending.INTERRUPTED ? "interrupted" : "finished");
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
