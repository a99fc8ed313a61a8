package covey.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Configuration records from trees of plain values, and back.
///
/// A *tree* is what a YAML or JSON reader gives: maps with text keys, lists, numbers, booleans, texts and nulls. Where
/// a number, a list or a schedule is expected, its text form will do as well, so that the command line can set
/// everything.
public final class Configs {
  private Configs() {}

  /// The record with every option at its default.
  ///
  /// @throws ConfigurationException if an option has no default
  public static <R extends Record> R defaults(Class<R> type) {
    return bind(type, Map.of(), "");
  }

  /// The record that `tree` describes; options it does not name have their defaults.
  ///
  /// @param path where the tree stands in the whole configuration, as in `algorithm`; empty for the whole. Faults are
  ///             reported under it
  /// @throws ConfigurationException with every fault: unknown options, wrong values, missing ones, and what the
  ///                                records' own [Validation]s find
  public static <R extends Record> R bind(Class<R> type, Map<String, ? extends @Nullable Object> tree, String path) {
    return finish(type, null, tree, path);
  }

  /// `base` with the options that `tree` names changed: a preset and what a user wants different.
  ///
  /// @throws ConfigurationException as [#bind(Class, Map, String)]
  public static <R extends Record> R bind(R base, Map<String, ? extends @Nullable Object> tree, String path) {
    return finish(classOf(base), base, tree, path);
  }

  @SuppressWarnings("unchecked") // the class of an R is a Class<R>
  private static <R extends Record> Class<R> classOf(R record) {
    return (Class<R>) record.getClass();
  }

  private static <R extends Record> R finish(
      Class<R> type, @Nullable R base, Map<String, ? extends @Nullable Object> tree, String path) {
    var faults = new ArrayList<Fault>();
    R bound = type.cast(new Binder(faults).record(type, base, tree, path));
    if (bound == null || !faults.isEmpty()) throw new ConfigurationException(Names.of(type), faults);
    return bound;
  }

  /// The canonical tree of a record, complete and in the order of its options: `bind(tree(x))` equals `x`, and equal
  /// records have equal trees. Values are `Long`, `Double`, `Boolean`, `String`, `List` and `Map`; an empty `Optional`
  /// is the text `none`, an enum constant is in lower case with dashes.
  ///
  /// @throws IllegalArgumentException if a value has no text form
  public static Map<String, Object> tree(Record record) {
    return Trees.of(record);
  }

  /// Every option of a record and of the records in it, in order, for help texts and documentation.
  public static List<OptionDescription> describe(Class<? extends Record> type) {
    return Descriptions.of(type);
  }

  /// What the schedules anywhere in `record` have to say about a run, as sentences; see [Schedule#warnings].
  public static List<String> warnings(Record record, Progress progress) {
    var warnings = new ArrayList<String>();
    for (Map.Entry<String, Schedule> entry : schedules(record).entrySet()) {
      warnings.addAll(entry.getValue().warnings(entry.getKey(), progress));
    }
    return warnings;
  }

  /// Every schedule in `record` and in the records in it, by path, in order: to log their values beside the metrics.
  public static Map<String, Schedule> schedules(Record record) {
    var found = new LinkedHashMap<String, Schedule>();
    Trees.schedules(record, "", found);
    return found;
  }
}
