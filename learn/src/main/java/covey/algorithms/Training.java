package covey.algorithms;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.nn.Optimiser;
import covey.nn.Parameters;
import java.util.ArrayList;

/// How parameters under training and the state of their optimiser lie in a checkpoint.
final class Training {
  private Training() {}

  static void save(ArchiveWriter out, Parameters parameters, Optimiser optimiser) {
    out.floats("parameters", parameters.export());
    Optimiser.State state = optimiser.state();
    out.longs("steps", state.steps());
    out.ints("moments", state.moments().size());
    for (int i = 0; i < state.moments().size(); i++) out.floats("moment" + i, state.moments().get(i));
  }

  static void load(ArchiveReader in, Parameters parameters, Optimiser optimiser) {
    parameters.load(in.floats("parameters", parameters.count()));
    var moments = new ArrayList<float[]>();
    int count = in.ints("moments", 1)[0];
    for (int i = 0; i < count; i++) moments.add(in.floats("moment" + i, parameters.count()));
    optimiser.load(new Optimiser.State(in.longs("steps", 1)[0], moments));
  }
}
