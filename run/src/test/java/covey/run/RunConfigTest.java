package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.algorithms.Ppo;
import covey.config.Clock;
import covey.config.ConfigurationException;
import covey.environments.Catalogue;
import covey.environments.SimpleSpread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunConfigTest {
  @TempDir Path folder;

  private static RunConfig ask(String... assignments) {
    return new RunRequest("simple_spread", null, null, List.of(assignments)).resolve(List.of());
  }

  private RunConfig askFile(String yaml, String... assignments) throws Exception {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, yaml);
    return new RunRequest(null, null, file, List.of(assignments)).resolve(List.of());
  }

  @Test
  void every_preset_can_be_read_for_every_algorithm() {
    for (String environment : Catalogue.names()) {
      for (String algorithm : Algorithms.names()) {
        RunConfig preset = RunConfig.preset(environment, algorithm);
        assertEquals(algorithm, preset.algorithmName());
        assertEquals(environment, preset.environmentName());
      }
      assertTrue(RunConfig.preset(environment).settings().budget().steps().isPresent(), environment + " has a preset");
    }
  }

  @Test
  void what_is_written_down_is_read_equal() {
    RunConfig config = ask("environment.agents=5", "algorithm.learningRate=piecewise(0: 2e-5, 1e6: 1e-8)",
        "budget.target=sum(-25)", "seed=-3", "algorithm.hidden=[]");
    assertEquals(config, RunConfig.read(Yaml.parse(Yaml.write(config.tree()), "test"), List.of()));
  }

  @Test
  void the_command_line_wins_over_the_file_and_the_file_over_the_preset() throws Exception {
    String yaml = """
        environment: simple_spread
        algorithm: {name: ippo, gamma: 0.5, lambda: 0.6}
        """;
    Ppo ppo = assertInstanceOf(Ppo.class, askFile(yaml, "algorithm.lambda=0.7").algorithm());
    assertEquals(0.5, ppo.gamma());
    assertEquals(0.7, ppo.lambda());
    assertEquals(300, ppo.minibatchRows()); // the preset's
  }

  @Test
  void a_short_name_will_do_where_only_one_thing_has_it() {
    RunConfig config = ask("agents=2", "gamma=0.5", "threads=1");
    assertEquals(2, config.environment().spec().agents());
    assertEquals(0.5, ((Ppo) config.algorithm()).gamma());
  }

  @Test
  void a_misspelt_option_is_told_with_its_like() {
    var e = assertThrows(ConfigurationException.class, () -> ask("gama=0.5", "evaluation.episode=3", "agents=2"));
    assertTrue(e.getMessage().contains("gama = 0.5, but it is no option"), e.getMessage());
    assertTrue(e.getMessage().endsWith("did you mean gamma?"), e.getMessage());
  }

  @Test
  void faults_of_all_parts_are_told_at_once() {
    var e = assertThrows(ConfigurationException.class,
        () -> ask("environment.agents=0", "algorithm.gamma=2", "budget.steps=-1", "evaluation.episodes=0"));
    assertEquals(List.of("environment.agents", "algorithm.gamma", "budget.steps", "evaluation.episodes"),
        e.faults().stream().map(fault -> fault.path()).toList());
  }

  @Test
  void unknown_names_list_near_misses() {
    var e = assertThrows(IllegalArgumentException.class, () -> RunConfig.preset("simple_spred"));
    assertTrue(e.getMessage().endsWith("did you mean simple_spread?"), e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> RunConfig.preset("simple_spread", "mapo"));
    assertTrue(e.getMessage().endsWith("did you mean mappo?"), e.getMessage());
  }

  @Test
  void a_name_means_what_it_says() {
    var e = assertThrows(ConfigurationException.class,
        () -> new RunRequest("simple_spread", "ippo", null, List.of("algorithm.criticScope=state")).resolve(List.of()));
    assertTrue(e.getMessage().contains("must be observation, for that is what ippo means"), e.getMessage());
  }

  @Test
  void numbers_of_steps_are_exact() {
    assertEquals(Optional.of(1_000_000_000_000_000L), ask("budget.steps=1e15").settings().budget().steps());
    assertEquals(Optional.of(5_000_000L), ask("budget.steps=5M").settings().budget().steps());
    assertThrows(ConfigurationException.class, () -> ask("budget.steps=1.5"));
  }

  @Test
  void a_limit_that_counts_replaces_that_of_the_preset_and_others_join_it() {
    Budget budget = ask("budget.iterations=10").settings().budget();
    assertEquals(Optional.empty(), budget.steps());
    assertEquals(Optional.of(10L), budget.iterations());
    budget = ask("budget.minutes=2", "budget.target=-8").settings().budget();
    assertTrue(budget.steps().isPresent());
    assertEquals("3000000 joint steps or 2.0 minutes or an evaluated return above mean(-8.0) with 95 % confidence",
        budget.describe());
    assertEquals(Optional.of(3L), ask("budget.steps=3", "budget.episodes=4").settings().budget().steps());
    assertEquals(Optional.empty(), ask("budget.steps=3").with("budget.updates=4").settings().budget().steps());
  }

  @Test
  void schedules_see_the_limits_that_count() {
    var budget = new Budget(Optional.empty(), Optional.of(10L), Optional.empty(), Optional.of(30L), Optional.empty(),
        Optional.empty());
    assertEquals(10, budget.on(Clock.UPDATES));
    assertEquals(0, budget.on(Clock.STEPS));
    assertEquals(10, Budget.ofIterations(10).on(Clock.UPDATES));
    assertEquals(7, Budget.ofEpisodes(7).on(Clock.EPISODES));
  }

  @Test
  void a_target_for_an_agent_who_is_not_there_is_refused() {
    var e = assertThrows(ConfigurationException.class, () -> ask("budget.target=agent_3(-8)"));
    assertTrue(e.getMessage().contains("no agent is named agent_3"), e.getMessage());
  }

  @Test
  void a_broken_file_is_told_with_the_place() {
    var e = assertThrows(RunException.class, () -> askFile("environment: simple_spread\nseed: [1"));
    assertTrue(e.getMessage().contains("mine.yaml is no readable YAML at line"), e.getMessage());
    e = assertThrows(RunException.class, () -> askFile("seed: 1\nseed: 2\n"));
    assertTrue(e.getMessage().contains("line 2"), e.getMessage());
    e = assertThrows(RunException.class, () -> askFile("- a\n- b\n"));
    assertTrue(e.getMessage().endsWith("is no configuration: it must have names on top, as in seed: 1"), e.getMessage());
  }

  @Test
  void a_missing_file_is_one_sentence() {
    var e = assertThrows(RunException.class,
        () -> new RunRequest(null, null, folder.resolve("none.yaml"), List.of()).resolve(List.of()));
    assertEquals(folder.resolve("none.yaml") + " cannot be read: there is no such file or directory", e.getMessage());
  }

  @Test
  void a_file_about_another_environment_is_refused() throws Exception {
    Path file = folder.resolve("cart.yaml");
    Files.writeString(file, "environment: cartpole\n");
    var e = assertThrows(IllegalArgumentException.class,
        () -> new RunRequest("simple_spread", null, file, List.of()).resolve(List.of()));
    assertEquals(
        "simple_spread is asked for, but " + file + " is about cartpole: leave one of them out", e.getMessage());
  }

  @Test
  void an_environment_of_ones_own_needs_no_catalogue() {
    RunConfig known = RunConfig.of(SimpleSpread.Config.of(2), Ppo.DEFAULTS);
    assertEquals("simple_spread", known.environmentName());
    var own = Catalogue.Entry.of("mine", SimpleSpread.Config.class, "my own");
    RunConfig mine = RunConfig.read(Map.of("environment", "mine", "algorithm", "ippo"), List.of(own));
    assertEquals("mine", mine.environmentName());
    assertEquals(mine, RunConfig.read(mine.tree(), List.of(own)));
  }
}
