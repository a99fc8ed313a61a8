package covey.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigsTest {
  enum Sharing { INDIVIDUAL, TEAM_SUM, TEAM_MEAN }

  sealed interface Mixer permits Vdn, Qmix {}

  record Vdn() implements Mixer {}

  record Qmix(@Option(byDefault = "32", help = "width") int embed, @Option(byDefault = "2", help = "depth") int layers)
      implements Mixer {
    Qmix {
      Validation.of(Qmix.class).require(embed > 0, "embed", embed, "must be positive").throwIfInvalid();
    }
  }

  record Net(
      @Option(byDefault = "64, 64", help = "units of the hidden layers") List<Integer> hidden,
      @Option(byDefault = "true", help = "normalise layers") boolean layerNorm) {
    Net {
      Validation.of(Net.class)
          .require(hidden.stream().allMatch(n -> n > 0), "hidden", hidden, "must be positive")
          .throwIfInvalid();
    }
  }

  record Learner(
      @Option(byDefault = "512", help = "transitions, T") int steps,
      @Option(byDefault = "4", help = "minibatches per epoch") int minibatches,
      @Option(byDefault = "0.99", help = "discount", usual = "0.9 to 0.999") double gamma,
      @Option(byDefault = "0.2", help = "clip range") float clip,
      @Option(byDefault = "linear(2e-3, 0)", help = "step size") Schedule learningRate,
      @Option(byDefault = "team-sum", help = "reward sharing") Sharing sharing,
      @Option(byDefault = "qmix", help = "joins values") Mixer mixer,
      @Option(help = "the actor") Net actor,
      @Option(help = "stop an epoch beyond this KL") Optional<Double> targetKl,
      @Option(help = "differences by policy") Map<String, Double> perPolicy) {
    Learner {
      Validation.of(Learner.class)
          .require(steps > 0, "steps", steps, "must be positive")
          .require(gamma >= 0 && gamma <= 1, "gamma", gamma, "must lie in [0, 1]")
          .require(clip > 0 && clip < 1, "clip", clip, "must lie in (0, 1); 0.1 to 0.3 is usual")
          .require(minibatches <= steps, "minibatches", minibatches, "must lie in [1, steps = %d]".formatted(steps))
          .throwIfInvalid();
    }
  }

  record Experiment(
      @Option(help = "name of the environment") String environment,
      @Option(byDefault = "1e15", help = "joint steps") long budget,
      @Option(help = "how to learn") Learner algorithm) {}

  private static Experiment bind(Map<String, ?> tree) {
    return Configs.bind(Experiment.class, tree, "");
  }

  private static String faultsOf(Map<String, ?> tree) {
    return assertThrows(ConfigurationException.class, () -> bind(tree)).getMessage();
  }

  private static final Learner DEFAULTS = new Learner(512, 4, 0.99, 0.2f, Schedule.linear(2e-3, 0), Sharing.TEAM_SUM,
      new Qmix(32, 2), new Net(List.of(64, 64), true), Optional.empty(), Map.of());

  @Test
  void defaults_are_those_beside_the_names() {
    assertEquals(DEFAULTS, Configs.defaults(Learner.class));
  }

  @Test
  void a_tree_sets_what_it_names_and_leaves_the_rest() {
    Experiment bound = bind(Map.of("environment", "simple_spread", "algorithm", Map.of(
        "gamma", 0.9, "sharing", "TEAM_MEAN", "mixer", Map.of("kind", "qmix", "embed", "8"),
        "actor", Map.of("hidden", List.of(128, "1k")), "targetKl", "0.01", "learningRate", 1)));
    assertEquals(
        new Experiment("simple_spread", 1_000_000_000_000_000L, new Learner(512, 4, 0.9, 0.2f, Schedule.constant(1),
            Sharing.TEAM_MEAN, new Qmix(8, 2), new Net(List.of(128, 1000), true), Optional.of(0.01), Map.of())),
        bound);
  }

  @Test
  void a_preset_keeps_what_the_tree_does_not_name_at_any_depth() {
    Learner preset = new Learner(64, 2, 0.5, 0.1f, Schedule.constant(1), Sharing.INDIVIDUAL, new Qmix(8, 7),
        new Net(List.of(3), false), Optional.of(1.0), Map.of("red", 2.0));
    Learner bound =
        Configs.bind(
            preset,
            Map.of("steps", 32, "actor", Map.of("hidden", 5), "mixer", Map.of("embed", 9)),
            "");
    assertEquals(
        new Learner(32, 2, 0.5, 0.1f, Schedule.constant(1), Sharing.INDIVIDUAL, new Qmix(9, 7),
            new Net(List.of(5), false), Optional.of(1.0), Map.of("red", 2.0)),
        bound);
    assertEquals(new Vdn(), Configs.bind(preset, Map.of("mixer", "vdn"), "").mixer());
    assertEquals(
        new Qmix(32, 2),
        Configs.bind(Configs.bind(preset, Map.of("mixer", "vdn"), ""), Map.of("mixer", "qmix"), "")
            .mixer());
    assertEquals(Optional.empty(), Configs.bind(preset, Map.of("targetKl", "none"), "").targetKl());
  }

  record Maybe(@Option(help = "a second net") Optional<Net> net) {}

  @Test
  void a_preset_inside_an_optional_is_kept_too() {
    var preset = new Maybe(Optional.of(new Net(List.of(3), false)));
    assertEquals(
        new Maybe(Optional.of(new Net(List.of(5), false))), // layerNorm = false is the preset's, true the default
        Configs.bind(preset, Map.of("net", Map.of("hidden", 5)), ""));
  }

  @Test
  void all_faults_come_at_once_each_with_what_is_allowed_and_usual() {
    var algorithm = new LinkedHashMap<String, Object>();
    algorithm.put("gama", 0.9);
    algorithm.put("gamma", -1);
    algorithm.put("clip", 1.5);
    algorithm.put("sharing", "team-sun");
    algorithm.put("mixer", Map.of("kind", "qmix", "embed", 0));
    algorithm.put("actor", Map.of("hidden", List.of(64, "wide")));
    algorithm.put("learningRate", "linear(1)");
    algorithm.put("perPolicy", Map.of("red", "big"));
    assertEquals(
        """
        Experiment has 10 invalid option(s):
          - environment = nothing, but it has to be given: name of the environment
          - algorithm.gama = 0.9, but it is no option of Learner; known options: steps, minibatches, gamma, clip, \
        learningRate, sharing, mixer, actor, targetKl, perPolicy; did you mean gamma?
          - algorithm.learningRate = linear(1), but it could not be read: linear takes (from, to), (from, to, share of \
        the budget as in 50%) or (from, to, length, steps | updates | episodes); linear(2e-3, 0) is usual
          - algorithm.sharing = team-sun, but it must be one of individual, team-sum, team-mean; team-sum is usual; \
        did you mean team-sum?
          - algorithm.mixer.embed = 0, but it must be positive; 32 is usual
          - algorithm.actor.hidden[1] = wide, but it must be a whole number in [-2147483648, 2147483647], as in 64, \
        200_000, 5M or 1e6; 64, 64 is usual
          - algorithm.perPolicy.red = big, but it must be a finite number of 64 bits, as in 0.5, 3e-4 or 5M
          - algorithm.gamma = -1.0, but it must lie in [0, 1]; 0.9 to 0.999 is usual
          - algorithm.clip = 1.5, but it must lie in (0, 1); 0.1 to 0.3 is usual
          - budget2 = 1, but it is no option of Experiment; known options: environment, budget, algorithm; \
        did you mean budget?
        """
            .lines()
            .sorted()
            .toList(),
        (faultsOf(new LinkedHashMap<>(Map.of("algorithm", algorithm, "budget2", 1))) + "\n")
            .lines()
            .sorted()
            .toList());
  }

  @Test
  void a_rule_about_an_unreadable_option_blames_nobody_else() {
    // steps takes its default of 512 for the check, so "minibatches = 1000" must not be blamed for it.
    String message = faultsOf(Map.of("environment", "x", "algorithm", Map.of("steps", "many", "minibatches", 1000)));
    assertTrue(
        message.startsWith(
            "Experiment has 1 invalid option(s):\n  - algorithm.steps = many, but it must"),
        message);
  }

  @Test
  void paths_begin_where_the_caller_says() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> Configs.bind(Net.class, Map.of("hidden", 0), "algorithm.actor"));
    assertEquals(List.of(new Fault("algorithm.actor.hidden", "[0]", "must be positive; 64, 64 is usual")), e.faults());
  }

  @Test
  void several_reports_merge_into_one() {
    var one = assertThrows(ConfigurationException.class, () -> Configs.bind(Net.class, Map.of("hidden", 0), "a"));
    var two = assertThrows(ConfigurationException.class, () -> Configs.bind(Net.class, Map.of("hidden", -1), "b"));
    assertEquals(
        """
        experiment.yaml has 2 invalid option(s):
          - a.hidden = [0], but it must be positive; 64, 64 is usual
          - b.hidden = [-1], but it must be positive; 64, 64 is usual""",
        ConfigurationException.merged("experiment.yaml", List.of(one, two)).getMessage());
  }

  @Test
  void a_key_that_stands_there_twice_is_refused() {
    var tree = new LinkedHashMap<Object, Object>();
    tree.put(7, 1); // a reader may deliver numbers as keys
    tree.put("7", 2);
    var outer = new LinkedHashMap<String, Object>(Map.of("perPolicy", tree));
    var e = assertThrows(ConfigurationException.class, () -> Configs.bind(Learner.class, outer, ""));
    assertEquals("perPolicy.7 = 2, but it is given twice", e.faults().getFirst().sentence());
  }

  @ParameterizedTest
  @CsvSource({"1e15, 1000000000000000", "5M, 5000000", "20k, 20000", "200_000, 200000", "2.5k, 2500", "1.0, 1",
      "9223372036854775807, 9223372036854775807", "-3, -3", "1.0E15, 1000000000000000"})
  void whole_numbers_are_read_exactly(String text, long expected) {
    assertEquals(expected, bind(Map.of("environment", "x", "budget", text)).budget());
  }

  @Test
  void a_double_of_the_reader_that_is_whole_is_a_whole_number() {
    assertEquals(1_000_000_000_000_000L, bind(Map.of("environment", "x", "budget", 1e15)).budget());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "9223372036854775808",
        "1e19",
        "1e999999",
        "1e9999999",
        "",
        "5m",
        "_5",
        "5_",
        "0x10",
        "1__0",
        "1 000",
        "NaN"
      })
  void what_is_no_whole_number_is_refused(String text) {
    assertTrue(faultsOf(Map.of("environment", "x", "budget", text)).contains("must be a whole number"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "1e400", "1e-400", "one"})
  void what_is_no_finite_number_is_refused(String text) {
    var e = assertThrows(ConfigurationException.class, () -> Configs.bind(Learner.class, Map.of("gamma", text), ""));
    assertTrue(e.getMessage().contains("must be a finite number"), e.getMessage());
  }

  @Test
  void groups_and_values_are_not_confused() {
    assertTrue(faultsOf(Map.of("environment", Map.of("a", 1))).contains("takes one value, not a group"));
    assertTrue(faultsOf(Map.of("environment", "x", "algorithm", "ppo")).contains("is a group of options: steps, "));
    assertTrue(faultsOf(Map.of("environment", "x", "algorithm", Map.of("mixer", "qmixx")))
        .contains("must be one of vdn, qmix; qmix is usual; did you mean qmix?"));
  }

  @Test
  void a_group_with_nothing_below_it_has_its_defaults() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("environment", "x");
    tree.put("algorithm", null);
    assertEquals(DEFAULTS, bind(tree).algorithm());
  }

  @Test
  void the_tree_is_canonical_complete_and_in_order() {
    assertEquals(
        "{steps=512, minibatches=4, gamma=0.99, clip=0.2, learningRate=linear(0.002, 0), sharing=team-sum, "
            + "mixer={kind=qmix, embed=32, layers=2}, actor={hidden=[64, 64], layerNorm=true}, "
            + "targetKl=none, perPolicy={}}",
        Configs.tree(DEFAULTS).toString());
  }

  @Test
  void binding_a_tree_gives_the_record_back() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      Experiment x = new Experiment("e" + random.nextInt(), random.nextLong(), learner(random));
      Map<String, Object> tree = Configs.tree(x);
      Experiment back = bind(tree);
      assertEquals(x, back);
      assertEquals(tree, Configs.tree(back));
      assertEquals(x, Configs.bind(x, Map.of(), ""));
      assertEquals(x, Configs.bind(bind(Map.of("environment", "other")), tree, ""));
    }
  }

  private static Learner learner(SplittableRandom r) {
    Schedule[] schedules = {
        Schedule.constant(anyDouble(r)), Schedule.linear(anyDouble(r), anyDouble(r)),
        new Schedule.Linear(anyDouble(r), anyDouble(r), 1 - r.nextDouble()),
        new Schedule.LinearOver(anyDouble(r), anyDouble(r), r.nextLong(1, Long.MAX_VALUE), any(r, Clock.class)),
        new Schedule.Piecewise(List.of(new Schedule.Piecewise.Point(r.nextLong(100), anyDouble(r)),
            new Schedule.Piecewise.Point(r.nextLong(100, Long.MAX_VALUE), anyDouble(r))), any(r, Clock.class)),
        new Schedule.Exponential(2, 1 - r.nextDouble(), r.nextDouble(), any(r, Clock.class))};
    int steps = r.nextInt(1, Integer.MAX_VALUE);
    return new Learner(steps, r.nextInt(Integer.MIN_VALUE, steps), r.nextDouble(), (float) r.nextDouble(0.001, 0.999),
        schedules[r.nextInt(schedules.length)], any(r, Sharing.class),
        r.nextBoolean() ? new Vdn() : new Qmix(r.nextInt(1, 99), r.nextInt()),
        new Net(Arrays.stream(r.ints(r.nextInt(4), 1, 999).toArray()).boxed().toList(), r.nextBoolean()),
        r.nextBoolean() ? Optional.empty() : Optional.of(anyDouble(r)),
        r.nextBoolean() ? Map.of() : Map.of("red team", anyDouble(r), "none", 0.0));
  }

  private static <E extends Enum<E>> E any(SplittableRandom r, Class<E> type) {
    return List.copyOf(EnumSet.allOf(type)).get(r.nextInt(type.getEnumConstants().length));
  }

  private static double anyDouble(SplittableRandom r) {
    double value = Double.longBitsToDouble(r.nextLong());
    return Double.isFinite(value) ? value : -0.0;
  }

  @Test
  void every_option_is_described() {
    List<OptionDescription> options = Configs.describe(Experiment.class);
    assertEquals(
        List.of(
            "environment",
            "budget",
            "algorithm.steps",
            "algorithm.minibatches",
            "algorithm.gamma",
            "algorithm.clip",
            "algorithm.learningRate",
            "algorithm.sharing",
            "algorithm.mixer.kind",
            "algorithm.mixer(qmix).embed",
            "algorithm.mixer(qmix).layers",
            "algorithm.actor.hidden",
            "algorithm.actor.layerNorm",
            "algorithm.targetKl",
            "algorithm.perPolicy"),
        options.stream().map(OptionDescription::path).toList());
    assertEquals(new OptionDescription("environment", "text", "", true, "name of the environment", ""), options.get(0));
    assertEquals(
        new OptionDescription("algorithm.gamma", "number", "0.99", false, "discount", "0.9 to 0.999"), options.get(4));
    assertEquals("individual | team-sum | team-mean", options.get(7).type());
    assertEquals("list of whole number", options.get(11).type());
    assertEquals("number or none", options.get(13).type());
  }

  @Test
  void schedules_are_found_and_warn_under_their_path() {
    Experiment x = bind(Map.of("environment", "x", "algorithm", Map.of("learningRate", "linear(1, 0, 10)")));
    assertEquals(List.of("algorithm.learningRate"), List.copyOf(Configs.schedules(x).keySet()));
    List<String> warnings = Configs.warnings(x, Progress.startOf(x.budget()));
    assertEquals(1, warnings.size());
    assertTrue(
        warnings
            .getFirst()
            .startsWith("algorithm.learningRate = linear(1, 0, 10) ends after 10 of"),
        warnings.getFirst());
  }

  record Broken(@Option(byDefault = "x", help = "h") int n) {}

  record Odd(@Option(byDefault = "1", help = "h") Thread n) {}

  record Bare(int n) {}

  @Test
  void mistakes_of_the_programmer_are_no_faults_of_the_user() {
    for (Class<? extends Record> type : List.of(Broken.class, Odd.class, Bare.class)) {
      var e = assertThrows(IllegalStateException.class, () -> Configs.defaults(type));
      assertTrue(
          e.getMessage().contains(type == Odd.class ? "java.lang.Thread" : type.getSimpleName()),
          e.getMessage());
    }
  }
}
