package covey.rollout;

import covey.env.AgentState;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a rollout says, as text without row numbers: equal text means equal bits.
public final class Columns {
  private Columns() {}

  /// What lies in a row beyond the environment's part.
  public enum Part { SEEN, FORCED, DECIDED }

  /// @return a line per timestep and game
  public static List<String> of(Rollout rollout) {
    var lines = new ArrayList<String>();
    for (int t = 0; t <= rollout.steps; t++) {
      for (int e = 0; e < rollout.games; e++) lines.add(timestep(rollout, t, e));
    }
    return lines;
  }

  /// @return a line per carried row of seats of one, which carry decisions
  public static List<String> carried(Rollout rollout) {
    var lines = new ArrayList<String>();
    for (int e = 0; e < rollout.games; e++) {
      for (int a = 0; a < rollout.agents; a++) {
        int row = rollout.carried(e, a);
        if (row >= 0) lines.add("carried e" + e + " a" + a + " " + row(rollout, a, row, Part.DECIDED));
      }
    }
    return lines;
  }

  /// @return all that is known of a timestep and of the transition that starts there
  public static String timestep(Rollout rollout, int t, int e) {
    var text = new StringBuilder();
    int moment = rollout.moment(t, e);
    text.append("t").append(t).append(" e").append(e).append(" episode ").append(rollout.episode[moment]);
    text.append(" clock ").append(rollout.clock[moment]).append(rollout.last[moment] ? " last" : "");
    if (t < rollout.steps) text.append(" elapsed ").append(rollout.elapsed[moment]);
    if (rollout.teamState != null) text.append(" state ").append(value(rollout.teamState, rollout.stateAt(t, e)));
    for (int a = 0; a < rollout.agents; a++) text.append("\n  ").append(agent(rollout, t, e, a));
    return text.toString();
  }

  private static String agent(Rollout rollout, int t, int e, int a) {
    var text = new StringBuilder();
    int cell = rollout.cell(t, e, a);
    text.append(AgentState.name(rollout.state[cell])).append(" ended ").append(rollout.ended[cell]);
    text.append(" generation ").append(rollout.generation[cell]);
    if (t < rollout.steps) {
      text.append(" policy ").append(rollout.policy[cell]).append(" version ").append(rollout.version[cell]);
      text.append(" reward ").append(rollout.reward[cell]);
      for (double[] column : rollout.auxiliary) text.append(" auxiliary ").append(column[cell]);
    }
    int row = rollout.row(t, e, a);
    if (row < 0) return text.toString();
    Part part = t == rollout.steps ? Part.SEEN : switch (rollout.state[cell]) {
      case AgentState.DECIDES -> Part.DECIDED;
      case AgentState.FORCED -> Part.FORCED;
      default -> Part.SEEN;
    };
    return text.append(" ").append(row(rollout, a, row, part)).toString();
  }

  /// @return the content of a row
  public static String row(Rollout rollout, int agent, int row, Part part) {
    LayoutColumns columns = rollout.layout(rollout.layoutOf(agent));
    var text = new StringBuilder("sees ").append(value(columns.observation, row));
    if (columns.maskWidth > 0) {
      text.append(" may ");
      for (int k = 0; k < columns.maskWidth; k++) text.append(columns.mask[row * columns.maskWidth + k] ? 1 : 0);
    }
    if (columns.privateState != null) text.append(" private ").append(value(columns.privateState, row));
    if (rollout.teamState != null) {
      text.append(" state ").append(value(rollout.teamState, rollout.stateRow(columns.index, row)));
    }
    if (part == Part.SEEN) return text.toString();
    text.append(" does ").append(value(columns.action, row));
    if (part == Part.DECIDED) {
      int floats = columns.action.layout.floats();
      text.append(Arrays.toString(Arrays.copyOfRange(columns.applied, row * floats, (row + 1) * floats)));
      text.append(" logProb ").append(columns.logProb[row]);
    }
    int width = columns.memoryWidth;
    return text.append(" remembers ").append(Arrays.toString(Arrays.copyOfRange(columns.memory, row * width, (row + 1) * width))).toString();
  }

  /// @return a value; of a history all frames, the present one first
  private static String value(SpaceColumn column, int row) {
    var text = new StringBuilder(frame(column, row));
    int before = row;
    for (int frame = 1; frame < column.layout.frames(); frame++) {
      before = column.previous[before];
      text.append(" after ").append(frame(column, before));
    }
    return text.toString();
  }

  private static String frame(SpaceColumn column, int row) {
    int f = column.layout.floats();
    int i = column.layout.ints();
    int b = column.layout.bytes();
    return (f == 0 ? "" : Arrays.toString(Arrays.copyOfRange(column.floats, row * f, (row + 1) * f)))
        + (i == 0 ? "" : Arrays.toString(Arrays.copyOfRange(column.ints, row * i, (row + 1) * i)))
        + (b == 0 ? "" : Arrays.toString(Arrays.copyOfRange(column.bytes, row * b, (row + 1) * b)));
  }
}
