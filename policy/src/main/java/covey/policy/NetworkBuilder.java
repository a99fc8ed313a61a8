package covey.policy;

import covey.nn.Activation;
import covey.nn.Graph;
import covey.nn.Layer;
import covey.nn.Mlp;
import covey.nn.Parameters;
import covey.space.Space;
import java.util.List;

/// Makes the network of an actor or a critic: where users plug in modules of their own.
///
/// A builder receives what it has to know (spaces and sizes) and returns a [Layer] of exactly the inputs and outputs that
/// were asked for; what it returns is checked, and a wrong shape is told with the names of network and agent.
@FunctionalInterface
public interface NetworkBuilder {
  /// Multi-layer perceptrons with orthogonal initial weights: what the algorithms use unless told otherwise.
  NetworkBuilder MLP = request -> new Mlp(
      request.parameters(), "", request.inputs(),
      request.hidden().stream().mapToInt(Integer::intValue).toArray(),
      request.outputs(), request.activation(), Math.sqrt(2), request.outputGain());

  /// What is asked for.
  ///
  /// @param parameters where the network registers its tensors
  /// @param role what the network is for: `actor` or `critic`
  /// @param agents ids of the agents that it serves
  /// @param observation space of what the agents observe; a history is read value after value, the present one first
  /// @param action space of what the agents do
  /// @param inputs floats per row that the network receives
  /// @param outputs floats per row that it must return
  /// @param hidden units of the hidden layers that the configuration asks for
  /// @param activation of the hidden layers
  /// @param outputGain gain of the initial weights of the last layer: small for actors, so that they begin undecided
  record Request(
      Parameters parameters,
      String role,
      List<String> agents,
      Space observation,
      Space action,
      int inputs,
      int outputs,
      List<Integer> hidden,
      Activation activation,
      double outputGain) {}

  Layer build(Request request);

  /// Builds and checks the result, by recording it once in a graph that is thrown away.
  ///
  /// @throws IllegalArgumentException naming network, agents and layer if the sizes are not those that were asked for
  default Layer checked(Request request) {
    try {
      Layer layer = build(request);
      requireSizes(layer.name(), request, layer.inputs(), layer.outputs());
      int given = layer.apply(Graph.builder().input("input", request.inputs())).width();
      requireSizes(layer.name(), request, layer.inputs(), given);
      return layer;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the %s network of %s: %s".formatted(
          request.role(), String.join(", ", request.agents()), e.getMessage()), e);
    }
  }

  private static void requireSizes(String layer, Request request, int inputs, int outputs) {
    if (inputs != request.inputs() || outputs != request.outputs()) {
      throw new IllegalArgumentException("%s takes %d inputs and gives %d outputs, but %d and %d are needed".formatted(
          layer, inputs, outputs, request.inputs(), request.outputs()));
    }
  }
}
