package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import covey.environments.SimpleSpread;
import covey.nn.Activation;
import covey.nn.Initialiser;
import covey.nn.Layer;
import covey.nn.LayerNorm;
import covey.nn.Linear;
import covey.nn.Node;
import covey.policy.NetworkBuilder;
import covey.testkit.probes.Matching;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A user's own networks: what the builder is told, and what is said when its result does not fit.
class NetworksPlugInTest {

  /// Layers in a row.
  private record Chain(String name, int inputs, int outputs, List<Layer> layers) implements Layer {
    @Override
    public Node apply(Node x) {
      Node y = x;
      for (Layer layer : layers) y = layer.apply(y);
      return y;
    }
  }

  /// Normalise, one hidden layer of `inner` units that hands `handed` on, output.
  private static Layer normalised(NetworkBuilder.Request request, int inner, int handed) {
    var parameters = request.parameters();
    return new Chain("normalised", request.inputs(), request.outputs(), List.of(
        new LayerNorm(parameters, "norm", request.inputs()),
        new Linear(parameters, "hidden", request.inputs(), inner, Activation.RELU, Initialiser.orthogonal(1)),
        new Linear(parameters, "last", handed, request.outputs(), Activation.IDENTITY,
            Initialiser.orthogonal(request.outputGain()))));
  }

  @Test
  void a_users_network_is_asked_for_by_role_agents_spaces_and_sizes_and_learns() {
    var requests = new ArrayList<NetworkBuilder.Request>();
    NetworkBuilder own = request -> {
      requests.add(request);
      return normalised(request, 24, 24);
    };
    var environment = new Matching.Config(2, 3, 3);
    try (var run = new TrainingRun(TrainingRun.ppo("hidden", "7"), environment, 1, 1, own)) {
      assertThat(requests).extracting(NetworkBuilder.Request::role).containsExactly("actor", "critic");
      var actor = requests.getFirst();
      assertThat(actor.agents()).containsExactly("agent_0", "agent_1");
      assertThat(actor.observation()).isEqualTo(environment.spec().slots().getFirst().observation());
      assertThat(actor.action()).isEqualTo(environment.spec().slots().getFirst().action());
      assertThat(actor.inputs()).isEqualTo(1 + 2); // observation and agent id
      assertThat(actor.outputs()).isEqualTo(3);
      assertThat(actor.hidden()).containsExactly(7);
      // norm 2 x 3; hidden (3 + 1) x 24; last (24 + 1) x 3
      assertThat(run.archive().floats("network0/actor/parameters")).hasSize(6 + 96 + 75);
      run.train(40);
      assertThat(run.evaluate(true, 200)).isEqualTo(3);
    }
  }

  private static void refused(NetworkBuilder networks, String... told) {
    assertThatThrownBy(() -> new TrainingRun(
            TrainingRun.ppo("sharing", "none"), SimpleSpread.Config.DEFAULTS, 1, 1, networks).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(told);
  }

  @Test
  void a_wrong_size_names_network_agent_and_layer() {
    refused(request -> new Linear(request.parameters(), "odd", request.inputs(), request.outputs() + 1,
            Activation.IDENTITY, Initialiser.zeros()),
        "actor network of agent_0", "actor.odd", "18 inputs and gives 6 outputs", "18 and 5 are needed");
  }

  @Test
  void a_wrong_size_between_layers_names_network_agent_and_layer() {
    refused(request -> normalised(request, 24, 25), "actor network of agent_0", "last", "24", "25");
  }

  @Test
  void a_network_that_does_not_give_what_it_promises_is_named() {
    refused(request -> new Chain("liar", request.inputs(), request.outputs(), List.of(
            new Linear(request.parameters(), "only", request.inputs(), 9, Activation.IDENTITY, Initialiser.zeros()))),
        "actor network of agent_0", "liar", "9", "5");
  }

  @Test
  void a_parameter_without_a_path_to_the_loss_is_named() {
    refused(request -> {
      request.parameters().add("idle", 1, 4, Initialiser.zeros());
      return NetworkBuilder.MLP.build(request);
    }, "no path to the loss", "actor.idle", "critic.idle");
  }
}
