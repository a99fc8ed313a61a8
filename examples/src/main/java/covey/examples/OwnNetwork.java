package covey.examples;

import covey.nn.Activation;
import covey.nn.Initialiser;
import covey.nn.Layer;
import covey.nn.LayerNorm;
import covey.nn.Linear;
import covey.nn.Node;
import covey.policy.NetworkBuilder;
import covey.run.Launcher;
import covey.run.RunConfig;
import covey.run.RunResult;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Networks of one's own: layer norm before every linear map, and a way around the middle one.
public final class OwnNetwork {
  private OwnNetwork() {}

  // example: network
  /// `last(norm2(y + relu(middle(norm1(y)))))` with `y = relu(first(x))`.
  private static final class Residual implements Layer {
    private final Linear first;
    private final LayerNorm norm1;
    private final Linear middle;
    private final LayerNorm norm2;
    private final Linear last;

    Residual(NetworkBuilder.Request request, int width) {
      var parameters = request.parameters(); // tensors register here, each under a name of its own
      var hidden = Initialiser.orthogonal(Math.sqrt(2));
      first = new Linear(parameters, "first", request.inputs(), width, Activation.RELU, hidden);
      norm1 = new LayerNorm(parameters, "norm1", width);
      middle = new Linear(parameters, "middle", width, width, Activation.RELU, hidden);
      norm2 = new LayerNorm(parameters, "norm2", width);
      last = new Linear(parameters, "last", width, request.outputs(), Activation.IDENTITY,
          Initialiser.orthogonal(request.outputGain()));
    }

    @Override
    public String name() {
      return "residual";
    }

    @Override
    public int inputs() {
      return first.inputs();
    }

    @Override
    public int outputs() {
      return last.outputs();
    }

    @Override
    public Node apply(Node x) {
      Node y = first.apply(x);
      return last.apply(norm2.apply(y.add(middle.apply(norm1.apply(y)))));
    }
  }

  /// Asked once for each actor and each critic, with the spaces and sizes that it must fit.
  static final NetworkBuilder RESIDUAL = request -> new Residual(request, 48);
  // end

  /// Trains with these networks and prints the result.
  public static void main(String[] args) {
    RunResult result = train(600_000, null);
    System.out.printf("learned %.2f per agent and episode%n", Objects.requireNonNull(result.evaluation()).meanReturn());
  }

  // example: train
  static RunResult train(long steps, @Nullable Path folder) {
    RunConfig config = RunConfig.preset("simple_spread").with("budget.steps=" + steps);
    try (var experiment = Launcher.PLAIN.building(RESIDUAL).start(config, folder)) {
      return experiment.run();
    }
  }
  // end
}
