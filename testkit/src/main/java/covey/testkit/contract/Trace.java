package covey.testkit.contract;

import covey.env.AgentState;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.space.RowLayout;
import covey.space.SpaceColumn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Every bit that one game wrote, timestep after timestep, each with a tag that tells what it is. Skips leave no trace.
final class Trace {
  /// How a word reads.
  private enum Form { NUMBER, SWITCH, FLOAT, DOUBLE, STATE }

  /// What a word is.
  private enum Part {
    LAST("last", Form.SWITCH),
    ELAPSED("elapsed", Form.DOUBLE),
    METRIC("metric", Form.DOUBLE),
    STATE("state", Form.STATE),
    ENDED("ended", Form.NUMBER),
    GENERATION("generation", Form.NUMBER),
    REWARD("reward", Form.DOUBLE),
    AUXILIARY("auxiliary reward", Form.DOUBLE),
    MASK("mask", Form.SWITCH),
    FORCED("forced action", Form.NUMBER),
    OBSERVATION_FLOAT("observation float", Form.FLOAT),
    OBSERVATION_INT("observation int", Form.NUMBER),
    OBSERVATION_BYTE("observation byte", Form.NUMBER),
    PRIVATE_FLOAT("private state float", Form.FLOAT),
    PRIVATE_INT("private state int", Form.NUMBER),
    PRIVATE_BYTE("private state byte", Form.NUMBER),
    TEAM_FLOAT("team state float", Form.FLOAT),
    TEAM_INT("team state int", Form.NUMBER),
    TEAM_BYTE("team state byte", Form.NUMBER);

    final String text;
    final Form form;

    Part(String text, Form form) {
      this.text = text;
      this.form = form;
    }

    String show(long bits) {
      return switch (form) {
        case NUMBER -> Long.toString(bits);
        case SWITCH -> Boolean.toString(bits != 0);
        case FLOAT -> Float.toString(Float.intBitsToFloat((int) bits));
        case DOUBLE -> Double.toString(Double.longBitsToDouble(bits));
        case STATE -> AgentState.name((byte) bits);
      };
    }
  }

  private static final int NOBODY = Breach.NOBODY;

  private final EnvironmentSpec spec;
  private long[] words = new long[1024];
  private Part[] parts = new Part[1024];
  private int[] agents = new int[1024];
  private int[] indices = new int[1024];
  private int size;
  private int[] start = new int[64]; // [timesteps] first word
  private int[] episode = new int[64]; // [timesteps]
  private int[] clock = new int[64]; // [timesteps]
  private int timesteps;

  Trace(EnvironmentSpec spec) {
    this.spec = spec;
  }

  int timesteps() {
    return timesteps;
  }

  /// Takes down what game `e` wrote for timestep `t`.
  void take(Rollout rollout, int t, int e, int ofEpisode, int ofClock) {
    if (timesteps == start.length) {
      start = Arrays.copyOf(start, 2 * timesteps);
      episode = Arrays.copyOf(episode, 2 * timesteps);
      clock = Arrays.copyOf(clock, 2 * timesteps);
    }
    start[timesteps] = size;
    episode[timesteps] = ofEpisode;
    clock[timesteps] = ofClock;
    timesteps++;
    boolean last = rollout.last[rollout.moment(t, e)];
    put(Part.LAST, NOBODY, 0, last ? 1 : 0);
    put(Part.ELAPSED, NOBODY, 0, Double.doubleToRawLongBits(rollout.elapsed[rollout.moment(t - 1, e)]));
    int metrics = spec.metrics().size();
    for (int i = 0; i < metrics && last; i++) {
      put(Part.METRIC, NOBODY, i, Double.doubleToRawLongBits(rollout.metric[e * metrics + i]));
    }
    for (int agent = 0; agent < rollout.agents; agent++) takeAgent(rollout, t, e, agent);
    if (rollout.teamState != null) {
      take(rollout.teamState, rollout.stateAt(t, e), NOBODY, Part.TEAM_FLOAT, Part.TEAM_INT, Part.TEAM_BYTE);
    }
  }

  private void takeAgent(Rollout rollout, int t, int e, int agent) {
    int cell = rollout.cell(t, e, agent);
    int paid = rollout.cell(t - 1, e, agent);
    byte state = rollout.state[cell];
    put(Part.STATE, agent, 0, state);
    put(Part.ENDED, agent, 0, rollout.ended[cell]);
    put(Part.REWARD, agent, 0, Double.doubleToRawLongBits(rollout.reward[paid]));
    for (int i = 0; i < rollout.auxiliary.length; i++) {
      put(Part.AUXILIARY, agent, i, Double.doubleToRawLongBits(rollout.auxiliary[i][paid]));
    }
    if (state != AgentState.ABSENT) put(Part.GENERATION, agent, 0, rollout.generation[cell]);
    int row = rollout.row(t, e, agent);
    if (row < 0) return;
    LayoutColumns layout = rollout.layout(rollout.layoutOf(agent));
    for (int i = 0; i < layout.maskWidth; i++) {
      put(Part.MASK, agent, i, layout.mask[row * layout.maskWidth + i] ? 1 : 0);
    }
    if (state == AgentState.FORCED) {
      int ints = layout.action.layout.ints();
      for (int i = 0; i < ints; i++) put(Part.FORCED, agent, i, layout.action.ints[row * ints + i]);
    }
    take(layout.observation, row, agent, Part.OBSERVATION_FLOAT, Part.OBSERVATION_INT, Part.OBSERVATION_BYTE);
    if (layout.privateState != null) {
      take(layout.privateState, row, agent, Part.PRIVATE_FLOAT, Part.PRIVATE_INT, Part.PRIVATE_BYTE);
    }
  }

  private void take(SpaceColumn column, int row, int agent, Part floats, Part ints, Part bytes) {
    RowLayout layout = column.layout;
    for (int i = 0; i < layout.floats(); i++) {
      put(floats, agent, i, Float.floatToRawIntBits(column.floats[row * layout.floats() + i]));
    }
    for (int i = 0; i < layout.ints(); i++) put(ints, agent, i, column.ints[row * layout.ints() + i]);
    for (int i = 0; i < layout.bytes(); i++) put(bytes, agent, i, column.bytes[row * layout.bytes() + i] & 0xFF);
  }

  private void put(Part part, int agent, int index, long bits) {
    if (size == words.length) {
      words = Arrays.copyOf(words, 2 * size);
      parts = Arrays.copyOf(parts, 2 * size);
      agents = Arrays.copyOf(agents, 2 * size);
      indices = Arrays.copyOf(indices, 2 * size);
    }
    words[size] = bits;
    parts[size] = part;
    agents[size] = agent;
    indices[size] = index;
    size++;
  }

  /// @return the first difference from `other`, in words; null where both tell the same as far as both go
  @Nullable Breach difference(Trace other) {
    return difference(0, other);
  }

  /// @param from timestep of this trace at which the other one begins
  @Nullable Breach difference(int from, Trace other) {
    int shift = from < timesteps ? start[from] : size;
    int common = Math.min(size - shift, other.size);
    for (int i = 0; i < common; i++) {
      boolean same = words[shift + i] == other.words[i] && parts[shift + i] == other.parts[i];
      if (!same) return describe(shift + i, other, i);
    }
    return null;
  }

  /// @return the first timestep of an episode, or -1 if it did not begin
  int beginning(int ofEpisode) {
    for (int t = 0; t < timesteps; t++) if (episode[t] == ofEpisode) return t;
    return -1;
  }

  /// A copy without what only shows where columns for critics are stored.
  Trace withoutCriticColumns() {
    var plain = new Trace(spec);
    int t = 0;
    for (int i = 0; i < size; i++) {
      while (t < timesteps && start[t] == i) {
        if (plain.timesteps == plain.start.length) {
          plain.start = Arrays.copyOf(plain.start, 2 * plain.timesteps);
          plain.episode = Arrays.copyOf(plain.episode, 2 * plain.timesteps);
          plain.clock = Arrays.copyOf(plain.clock, 2 * plain.timesteps);
        }
        plain.start[plain.timesteps] = plain.size;
        plain.episode[plain.timesteps] = episode[t];
        plain.clock[plain.timesteps++] = clock[t++];
      }
      if (parts[i].compareTo(Part.PRIVATE_FLOAT) < 0) plain.put(parts[i], agents[i], indices[i], words[i]);
    }
    return plain;
  }

  private Breach describe(int word, Trace other, int otherWord) {
    int t = 0;
    while (t + 1 < timesteps && start[t + 1] <= word) t++;
    Part part = parts[word];
    String whose = agents[word] == NOBODY ? "" : " of agent " + spec.slots().get(agents[word]).id();
    String what = part.text + (indices[word] > 0 || part.compareTo(Part.MASK) >= 0 ? " " + indices[word] : "");
    String is = part.show(words[word]);
    String differs = part == other.parts[otherWord]
        ? part.show(other.words[otherWord])
        : "followed by " + other.parts[otherWord].text;
    String how = what + whose + " is " + is + " in one run and " + differs + " in the other";
    return new Breach("", how, 0, episode[t], clock[t], agents[word]);
  }
}
