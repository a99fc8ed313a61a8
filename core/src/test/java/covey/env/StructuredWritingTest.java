package covey.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.random.Stream;
import covey.space.Space;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What a scalar game can write beyond floats and single choices: structured states, and forced actions of any space.
class StructuredWritingTest {
  private static final Space SEEN = Space.Box.unbounded(1);
  private static final Space STATE = Space.Composite.of(
      new Space.Part("heat", Space.Box.unbounded(2)),
      new Space.Part("phase", new Space.Discrete(3)),
      new Space.Part("doors", new Space.MultiBinary(2)));

  private static Rollout reset(Space action, Consumer<Environment.Writer> script) {
    var slot = new Slot("a", "r", "t", SEEN, action, false, STATE);
    var spec = EnvironmentSpec.of("forced-v0", List.of(slot), Storage.DENSE).withState(STATE);
    var environment = ScalarGames.of(spec, 1, () -> new Environment() {
      @Override
      public void reset(Stream chance, Writer out) {
        script.accept(out);
      }

      @Override
      public void step(JointAction joint, Writer out) {
        throw new AssertionError("not stepped here");
      }
    });
    var rollout = new Rollout(spec, 1, new int[] {1}, Rollout.Wanted.EVERYTHING, 0);
    var commands = new Commands(rollout, 0);
    commands.command[0] = Command.RESET;
    var next = new Timestep(rollout, 0);
    next.moveTo(1);
    rollout.clear(1, 0);
    environment.advance(commands, next);
    return rollout;
  }

  @Test
  void states_hold_floats_choices_and_switches() {
    Rollout rollout = reset(new Space.Discrete(2), out -> {
      out.decides(0);
      out.state(1, 2.5f);
      out.stateInt(0, 2);
      out.stateByte(1, 1);
      out.privateState(0, 0, -1f);
      out.privateStateInt(0, 0, 1);
      out.privateStateByte(0, 0, 255);
    });
    var team = Objects.requireNonNull(rollout.teamState);
    int row = rollout.stateAt(1, 0);
    assertEquals(2.5f, team.floats[row * 2 + 1]);
    assertEquals(2, team.ints[row]);
    assertEquals(1, team.bytes[row * 2 + 1]);
    var own = Objects.requireNonNull(rollout.layout(0).privateState);
    int at = rollout.row(1, 0, 0);
    assertEquals(-1f, own.floats[at * 2]);
    assertEquals(1, own.ints[at]);
    assertEquals((byte) 255, own.bytes[at * 2]);
  }

  @Test
  void several_branches_switches_and_numbers_can_be_forced() {
    Rollout branches = reset(new Space.MultiDiscrete(List.of(2, 4)), out -> {
      out.forced(0);
      out.force(0, 1, 3);
    });
    int row = branches.row(1, 0, 0);
    assertEquals(0, branches.layout(0).action.ints[row * 2]);
    assertEquals(3, branches.layout(0).action.ints[row * 2 + 1]);

    Rollout switches = reset(new Space.MultiBinary(2), out -> {
      out.forced(0);
      out.force(0, 0, 1);
    });
    assertEquals(1, switches.layout(0).action.bytes[switches.row(1, 0, 0) * 2]);

    Rollout numbers = reset(Space.Box.of(2, -1, 1), out -> {
      out.forced(0);
      out.forceReal(0, 1, 0.25f);
    });
    assertEquals(0.25f, numbers.layout(0).applied[numbers.row(1, 0, 0) * 2 + 1]);
    assertEquals(0.25f, numbers.layout(0).action.floats[numbers.row(1, 0, 0) * 2 + 1]);
  }

  @Test
  void forcing_what_is_no_action_is_refused() {
    refused("is forced to take choice 4 in branch 1", new Space.MultiDiscrete(List.of(2, 4)), out -> {
      out.forced(0);
      out.force(0, 1, 4);
    });
    refused("is forced to take 2.0 in dimension 0", Space.Box.of(1, -1, 1), out -> {
      out.forced(0);
      out.forceReal(0, 0, 2f);
    });
    refused("is not forced at this timestep", new Space.MultiDiscrete(List.of(2, 4)), out -> {
      out.decides(0);
      out.force(0, 1, 1);
    });
    refused("the team state has 1 int value(s), but number 1", new Space.Discrete(2), out -> {
      out.decides(0);
      out.stateInt(1, 0);
    });
  }

  @Test
  void a_choice_points_into_a_set_of_the_observation_or_is_refused() {
    Space seen = Space.Composite.of(new Space.Part("enemies", new Space.Entities(3, 2, true)));
    Slot.of("a", "r", "t", seen, Space.Discrete.pointing(9, "enemies", 6));
    var problem = assertThrows(IllegalArgumentException.class,
        () -> Slot.of("a", "r", "t", seen, Space.Discrete.pointing(3, "friends", 0)));
    assertEquals("3 choices of agent a point into friends, which is no set of its observation", problem.getMessage());
    var tooMany = assertThrows(IllegalArgumentException.class,
        () -> Slot.of("a", "r", "t", seen, Space.Discrete.pointing(9, "enemies", 5)));
    assertEquals("4 choices of agent a point into enemies, which has at most 3 members", tooMany.getMessage());
  }

  private static void refused(String message, Space action, Consumer<Environment.Writer> script) {
    var problem = assertThrows(IllegalStateException.class, () -> reset(action, script));
    assertTrue(Objects.requireNonNull(problem.getMessage()).contains(message), problem.getMessage());
  }
}
