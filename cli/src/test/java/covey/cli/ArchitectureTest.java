package covey.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The arrows of docs/architecture.md, downward only, and the conventions that bytes can show. A failure names the
/// class that breaks the rule.
class ArchitectureTest {
  /// A scan that found nothing would pass every rule; the tree had more classes than this when the number was set.
  private static final int CLASSES_AT_LEAST = 200;

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("covey");

  /// The layers from bottom to top, each with its packages and the layers it may see besides itself.
  enum Layer {
    CORE("space", "env", "act", "config", "random", "archive", "wrap"),
    NN("nn"),
    POLICY("policy"),
    ENVIRONMENTS("environments"),
    ROLLOUT("rollout"),
    OPS("ops"),
    ALGORITHMS("algorithms"),
    RUN("run", "track"),
    TESTKIT("testkit"),
    EXAMPLES("examples"),
    BENCHMARKS("benchmarks"),
    CLI("cli");

    private final String names;

    Layer(String... names) {
      this.names = String.join(" ", names);
    }

    private String[] packages() {
      return Stream.of(names.split(" ")).map(name -> "covey." + name + "..").toArray(String[]::new);
    }

    private Set<Layer> sees() {
      return switch (this) {
        case CORE, NN -> EnumSet.noneOf(Layer.class);
        case POLICY -> EnumSet.of(CORE, NN);
        case ENVIRONMENTS, TESTKIT -> EnumSet.of(CORE);
        case ROLLOUT -> EnumSet.of(CORE, NN, POLICY);
        case OPS -> EnumSet.of(CORE, NN, POLICY, ROLLOUT);
        case ALGORITHMS -> EnumSet.of(CORE, NN, POLICY, ROLLOUT, OPS);
        case RUN -> EnumSet.of(CORE, NN, POLICY, ENVIRONMENTS, ROLLOUT, OPS, ALGORITHMS);
        case EXAMPLES, BENCHMARKS -> EnumSet.of(CORE, NN, POLICY, ENVIRONMENTS, ROLLOUT, OPS, ALGORITHMS, RUN);
        case CLI -> EnumSet.complementOf(EnumSet.of(EXAMPLES));
      };
    }
  }

  /// Layers whose results are specified to the bit.
  private static final String[] EXACT =
      packages(EnumSet.of(Layer.CORE, Layer.NN, Layer.POLICY, Layer.ENVIRONMENTS, Layer.ROLLOUT, Layer.OPS,
          Layer.ALGORITHMS));

  private static final DescribedPredicate<JavaClass> JDK_GENERATOR =
      DescribedPredicate.describe("a random generator of the JDK", type -> type.getName().matches(
          "java\\.util\\.(Random|SplittableRandom)|java\\.util\\.concurrent\\.ThreadLocalRandom"
              + "|java\\.util\\.random\\..*|java\\.security\\.SecureRandom"));

  @Test
  void the_scan_found_the_product() {
    assertTrue(CLASSES.size() >= CLASSES_AT_LEAST, CLASSES.size() + " classes found, " + CLASSES_AT_LEAST + " expected");
  }

  @ParameterizedTest
  @EnumSource(Layer.class)
  void dependencies_point_downward(Layer layer) {
    Set<Layer> seen = EnumSet.of(layer);
    seen.addAll(layer.sees());
    classes()
        .that().resideInAnyPackage(layer.packages())
        .should().onlyDependOnClassesThat(resideOutsideOfPackage("covey..").or(resideInAnyPackage(packages(seen))))
        .check(CLASSES);
  }

  @Test
  void every_package_belongs_to_a_layer() {
    classes().should().resideInAnyPackage(packages(EnumSet.allOf(Layer.class))).check(CLASSES);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("covey.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void what_can_be_embedded_needs_the_jdk_only() {
    classes()
        .that().resideInAnyPackage(EXACT)
        .should().onlyDependOnClassesThat().resideInAnyPackage(
            "covey..", "java..", "javax.management..", "com.sun.management..", "jdk.incubator.vector..",
            "org.jspecify.annotations..")
        .check(CLASSES);
  }

  @Test
  void only_the_command_line_and_examples_print() {
    noClasses()
        .that().resideOutsideOfPackages("covey.cli..", "covey.examples..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void every_package_is_null_marked() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaPackage each : CLASSES.getPackage("covey").getSubpackagesInTree()) {
      if (!each.getClasses().isEmpty() && !each.isAnnotatedWith(NullMarked.class)) unmarked.add(each.getName());
    }
    assertEquals(Set.of(), unmarked, "packages without @NullMarked in their package-info.java");
  }

  @Test
  void no_generator_of_the_jdk_reaches_a_result() {
    noClasses().should().dependOnClassesThat(JDK_GENERATOR).check(CLASSES);
    noClasses().should().callMethod(Math.class, "random").check(CLASSES);
  }

  /// `Math.exp` and its like may differ in the last bit between interpreter, compiler and machine.
  @Test
  void exact_layers_use_no_function_whose_bits_are_not_specified() {
    List<String> inexact = List.of(
        "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "expm1", "log", "log10",
        "log1p", "pow", "cbrt", "hypot");
    noClasses()
        .that().resideInAnyPackage(EXACT)
        .should().callMethodWhere(DescribedPredicate.describe("java.lang.Math." + inexact, (JavaMethodCall call) ->
            call.getTargetOwner().isEquivalentTo(Math.class) && inexact.contains(call.getName())))
        .check(CLASSES);
  }

  @Test
  void exact_layers_do_not_read_the_wall_clock() {
    noClasses()
        .that().resideInAnyPackage(EXACT)
        .should().callMethod(System.class, "currentTimeMillis")
        .orShould().dependOnClassesThat().haveFullyQualifiedName("java.time.Clock")
        .orShould().dependOnClassesThat().haveFullyQualifiedName("java.time.Instant")
        .check(CLASSES);
  }

  @Test
  void reflection_stays_in_configuration() {
    noClasses()
        .that().resideOutsideOfPackage("covey.config..")
        .should().dependOnClassesThat().resideInAPackage("java.lang.reflect..")
        .orShould().callMethodWhere(DescribedPredicate.describe("reflection through java.lang.Class", call ->
            call.getTargetOwner().isEquivalentTo(Class.class)
                && call.getName().matches("forName|getDeclared.*|get(Method|Field|Constructor|RecordComponent)s?")))
        .check(CLASSES);
  }

  @Test
  void no_name_is_a_leftover_box() {
    noClasses().should().haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils)(\\$.*)?").check(CLASSES);
  }

  @Test
  void accessors_have_no_prefix() {
    methods()
        .that().areDeclaredInClassesThat().resideInAnyPackage(EXACT)
        .should().haveNameNotMatching("get[A-Z].*")
        .because("accessors carry the name of what they give")
        .check(CLASSES);
  }

  @Test
  void the_rules_can_fail() {
    JavaClasses own = new ClassFileImporter().importClasses(Offender.class);
    assertFalse(noClasses().should(ACCESS_STANDARD_STREAMS).evaluate(own).getFailureReport().isEmpty());
    assertFalse(noClasses().should().dependOnClassesThat(JDK_GENERATOR).evaluate(own).getFailureReport().isEmpty());
  }

  /// Breaks two rules on purpose.
  @SuppressWarnings("unused")
  private static final class Offender {
    private static void offend() {
      System.out.println(new java.util.Random(1).nextInt());
    }
  }

  private static String[] packages(Set<Layer> layers) {
    return layers.stream().flatMap(layer -> Stream.of(layer.packages())).toArray(String[]::new);
  }
}
