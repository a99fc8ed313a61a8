package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import covey.archive.ArchiveReader;
import covey.config.Progress;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.environments.SimpleSpread;
import covey.nn.Activation;
import covey.nn.Mlp;
import covey.nn.Workers;
import covey.policy.ActionHead;
import covey.policy.NetworkBuilder;
import covey.policy.ParameterSharing;
import covey.policy.PolicyBlueprint;
import covey.policy.StreamSource;
import covey.random.Stream;
import covey.space.Space;
import covey.testkit.probes.Lanes;
import covey.testkit.probes.OnePaid;
import covey.testkit.probes.Whisper;
import covey.testkit.probes.Zoo;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What agents share, what their critics see, and what never leaks from one to another.
class TeamTest {

  private static int parameters(TrainingRun run, String group) {
    int sum = 0;
    ArchiveReader archive = run.archive();
    for (int n = 0; archive.has("network" + n + "/" + group + "/parameters"); n++) {
      sum += archive.floats("network" + n + "/" + group + "/parameters").length;
    }
    return sum;
  }

  /// Weights and biases of a perceptron with one hidden layer of 16.
  private static int perceptron(int inputs, int outputs) {
    return (inputs + 1) * 16 + (16 + 1) * outputs;
  }

  @Test
  void the_number_of_parameters_follows_the_sharing() {
    var spread = SimpleSpread.Config.DEFAULTS; // three agents of one role, observation 18, private state 18, 5 actions
    try (var none = TrainingRun.of(TrainingRun.ppo("sharing", "none", "criticScope", "state"), spread, 1);
        var full = TrainingRun.of(TrainingRun.ppo("sharing", "full", "criticScope", "state"), spread, 1);
        var byRole = TrainingRun.of(TrainingRun.ppo("sharing", "by-role", "criticScope", "state"), spread, 1)) {
      assertThat(parameters(none, "actor")).isEqualTo(3 * perceptron(18, 5));
      assertThat(parameters(none, "critic")).isEqualTo(3 * perceptron(18, 1));
      assertThat(parameters(full, "actor")).isEqualTo(perceptron(18 + 3, 5)); // one-hot agent id
      assertThat(parameters(full, "critic")).isEqualTo(perceptron(18 + 3, 1));
      assertThat(parameters(byRole, "actor")).isEqualTo(parameters(full, "actor"));
    }
    // speaker: 3 symbols in, 3 words out; listener: a switch and 3 words in, 4 symbols out; both critics see 2 floats
    try (var byRole = TrainingRun.of(
        TrainingRun.ppo("sharing", "by-role", "criticScope", "state"), Whisper.Config.DEFAULTS, 1)) {
      assertThat(parameters(byRole, "actor")).isEqualTo(perceptron(3, 3) + perceptron(4, 4));
      assertThat(parameters(byRole, "critic")).isEqualTo(2 * perceptron(2, 1));
    }
  }

  @Test
  void a_shared_network_learns_from_a_row_of_every_agent_at_every_step() {
    // 2 games, 6 transitions of which the first is the reset, 3 agents: 2 x 5 x 3 = 30 rows, a gradient step for each
    var ppo = TrainingRun.ppo("games", 2, "steps", 6, "minibatchRows", 1, "epochs", 1);
    try (var run = TrainingRun.of(ppo, SimpleSpread.Config.DEFAULTS, 1)) {
      run.update();
      assertThat(run.archive().longs("network0/actor/steps")).containsExactly(30);
    }
  }

  @Test
  void full_sharing_over_unequal_spaces_names_both_agents_and_their_spaces() {
    assertThatThrownBy(() -> TrainingRun.of(TrainingRun.ppo("sharing", "full"), Whisper.Config.DEFAULTS, 1).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("speaker").hasMessageContaining("listener")
        .hasMessageContaining("Discrete(3)").hasMessageContaining("Discrete(4)")
        .hasMessageContaining("by-role or none is usual");
    assertThatThrownBy(() -> TrainingRun.of(TrainingRun.ppo("sharing", "full"), Zoo.Config.DEFAULTS, 1).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("walker").hasMessageContaining("switcher");
  }

  @Test
  void roles_of_one_agent_each_share_nothing() {
    try (var byRole = TrainingRun.of(
            TrainingRun.ppo("sharing", "by-role", "criticScope", "state"), Whisper.Config.DEFAULTS, 3);
        var none = TrainingRun.of(
            TrainingRun.ppo("sharing", "none", "criticScope", "state"), Whisper.Config.DEFAULTS, 3)) {
      assertThat(byRole.train(4).hash()).isEqualTo(none.train(4).hash());
    }
  }

  @Test
  void a_critic_shared_over_unequal_private_states_names_both_agents() {
    var seen = Space.Box.of(2, 0, 1);
    var slots = List.of(
        new EnvironmentSpec.Slot("a", "agent", "team", seen, new Space.Discrete(2), false, Space.Box.of(3, 0, 1)),
        new EnvironmentSpec.Slot("b", "agent", "team", seen, new Space.Discrete(2), false, Space.Box.of(4, 0, 1)));
    var spec = EnvironmentSpec.of("uneven-v1", slots, EnvironmentSpec.Storage.EVERYONE_DECIDES);
    var blueprint = new PolicyBlueprint(
        ParameterSharing.FULL, List.of(4), Activation.TANH, ActionHead.Bounding.CLIPPED);
    try (var workers = new Workers(1)) {
      assertThatThrownBy(() -> new CriticNetwork(CriticScope.STATE, spec, List.of(0, 1), blueprint, NetworkBuilder.MLP,
              new StreamSource(new Stream(0)), workers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a and b share a critic").hasMessageContaining("Box(3, 0 to 1)").hasMessageContaining("Box(4, 0 to 1)");
      assertThat(new CriticNetwork(CriticScope.OBSERVATION, spec, List.of(0, 1), blueprint, NetworkBuilder.MLP,
          new StreamSource(new Stream(0)), workers).inputs()).isEqualTo(2 + 2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void one_agents_pay_reaches_nobody_elses_network(boolean normalise) {
    // Agent 0 is never paid and sees nothing of the others: whether agent 1 or agent 2 earns must not move a bit of its
    // actor, critic, moments or units.
    var ppo = TrainingRun.ppo(
        "sharing", "none", "normaliseValues", normalise, "normaliseAdvantages", normalise, "entropyWeight", "0.01");
    try (var one = TrainingRun.of(ppo, new OnePaid.Config(3, 1, 3), 6);
        var other = TrainingRun.of(ppo, new OnePaid.Config(3, 2, 3), 6)) {
      var first = one.train(4).archive();
      var second = other.train(4).archive();
      for (String group : new String[] {"actor", "critic"}) {
        for (String what : new String[] {"parameters", "moment0", "moment1"}) {
          String path = "network0/" + group + "/" + what;
          assertThat(first.floats(path)).as(path).containsExactly(second.floats(path));
          path = path.replace("network0", "network1");
          assertThat(first.floats(path)).as(path).isNotEqualTo(second.floats(path));
        }
      }
    }
  }

  @Test
  void the_advantage_of_who_is_never_paid_stays_zero() {
    // Critics begin at exactly 0. Agents 0 and 2 are never paid: their targets are 0, their advantages 0, and without an
    // entropy bonus no number of their networks ever moves. Agent 1's do.
    NetworkBuilder zeroCritics = request -> new Mlp(request.parameters(), "", request.inputs(), new int[] {8},
        request.outputs(), request.activation(), 1, request.role().equals("critic") ? 0 : 0.01);
    var ppo = TrainingRun.ppo("sharing", "none", "gamma", 0.9);
    try (var run = new TrainingRun(ppo, OnePaid.Config.DEFAULTS, 2, 1, zeroCritics)) {
      var before = run.archive();
      var after = run.train(5).archive();
      for (String group : new String[] {"actor", "critic"}) {
        for (int unpaid : new int[] {0, 2}) {
          String path = "network" + unpaid + "/" + group + "/parameters";
          assertThat(after.floats(path)).as(path).containsExactly(before.floats(path));
        }
        String path = "network1/" + group + "/parameters";
        assertThat(after.floats(path)).as(path).isNotEqualTo(before.floats(path));
      }
    }
  }

  /// An environment whose state for critics is overwritten; nothing else is touched.
  private record Tainted(EnvironmentConfig inner, float taint) implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      return inner.spec();
    }

    @Override
    public VectorEnvironment create(int games) {
      VectorEnvironment clean = inner.create(games);
      return new VectorEnvironment() {
        @Override
        public EnvironmentSpec spec() {
          return clean.spec();
        }

        @Override
        public int games() {
          return games;
        }

        @Override
        public void advance(Commands in, Timestep out) {
          clean.advance(in, out);
          Rollout columns = out.columns();
          if (columns.teamState != null) Arrays.fill(columns.teamState.floats, taint);
          for (int l = 0; l < columns.layouts(); l++) {
            var offered = columns.layout(l).privateState;
            if (offered != null) Arrays.fill(offered.floats, taint);
          }
        }
      };
    }
  }

  @Test
  void actors_never_see_the_state() {
    var ppo = TrainingRun.ppo("criticScope", "state");
    byte[] saved;
    try (var run = TrainingRun.of(ppo, Lanes.Config.DEFAULTS, 8)) {
      saved = run.train(3).save();
    }
    try (var clean = TrainingRun.of(ppo, Lanes.Config.DEFAULTS, 8).load(saved);
        var tainted = TrainingRun.of(ppo, new Tainted(Lanes.Config.DEFAULTS, Float.NaN), 8).load(saved)) {
      Rollout one = clean.collect();
      Rollout other = tainted.collect();
      assertThat(other.layout(0).action.ints).containsExactly(one.layout(0).action.ints);
      assertThat(other.layout(0).logProb).containsExactly(one.layout(0).logProb);
      assertThat(other.reward).containsExactly(one.reward);
      // the taint was there: the critic reads it, and the update refuses to go on
      clean.learner.update(one, Progress.startOf(TrainingRun.BUDGET));
      assertThatThrownBy(() -> tainted.learner.update(other, Progress.startOf(TrainingRun.BUDGET)))
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("finite");
    }
  }

  @Test
  void a_critic_of_own_observations_never_sees_the_state_either() {
    var ppo = TrainingRun.ppo("criticScope", "observation");
    try (var clean = TrainingRun.of(ppo, Lanes.Config.DEFAULTS, 8);
        var tainted = TrainingRun.of(ppo, new Tainted(Lanes.Config.DEFAULTS, Float.NaN), 8)) {
      assertThat(tainted.train(3).hash()).isEqualTo(clean.train(3).hash());
    }
  }
}
