package covey.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.space.Space;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentSpecTest {
  private static final Space SEE = Space.Box.unbounded(2);
  private static final Space DO = new Space.Discrete(3);

  private static Slot slot(String id, String role, String team) {
    return Slot.of(id, role, team, SEE, DO);
  }

  @Test
  void an_environment_without_agents_is_refused() {
    assertEquals(
        "empty-v0 has no agents, but at least one is needed",
        assertThrows(
            IllegalArgumentException.class,
            () -> EnvironmentSpec.of("empty-v0", List.of(), Storage.DENSE)).getMessage());
  }

  @Test
  void two_agents_of_one_name_are_refused() {
    assertEquals(
        "twins-v0 has two agents named a",
        assertThrows(
            IllegalArgumentException.class,
            () -> EnvironmentSpec.of("twins-v0", List.of(slot("a", "r", "t"), slot("a", "s", "t")), Storage.DENSE))
            .getMessage());
  }

  @Test
  void a_mask_over_an_action_without_choices_is_refused() {
    var refused = assertThrows(
        IllegalArgumentException.class, () -> new Slot("a", "r", "t", SEE, Space.Box.of(2, -1, 1), true, null));
    assertTrue(refused.getMessage().startsWith("agent a is masked, but "), refused.getMessage());
  }

  @Test
  void slots_of_equal_spaces_share_a_layout_whatever_their_role_and_team() {
    var spec = EnvironmentSpec.of(
        "mixed-v0",
        List.of(
            slot("a", "scout", "red"),
            Slot.of("b", "scout", "red", SEE, new Space.Discrete(4)),
            slot("c", "guard", "blue"),
            new Slot("d", "scout", "red", SEE, DO, true, null),
            new Slot("e", "scout", "red", SEE, DO, false, SEE),
            Slot.of("f", "scout", "blue", SEE, new Space.Discrete(4))),
        Storage.DENSE);
    assertEquals(List.of(List.of(0, 2), List.of(1, 5), List.of(3), List.of(4)), spec.layouts());
  }

  @Test
  void slots_keep_their_order_by_number_not_by_name() {
    var slots = new ArrayList<Slot>();
    for (int i = 0; i < 12; i++) slots.add(slot("agent_" + i, "r", "t"));
    var spec = EnvironmentSpec.of("many-v0", slots, Storage.DENSE);
    assertEquals("agent_9", spec.slots().get(9).id());
    assertEquals("agent_10", spec.slots().get(10).id()); // sorted as text it would stand before agent_2
    assertEquals(List.of(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), spec.layouts());
  }

  @Test
  void a_spec_is_a_value_that_no_list_of_the_caller_can_change() {
    var slots = new ArrayList<>(List.of(slot("a", "r", "t")));
    var spec = EnvironmentSpec.of("value-v0", slots, Storage.DENSE);
    slots.add(slot("b", "r", "t"));
    assertEquals(1, spec.agents());
    assertEquals(EnvironmentSpec.of("value-v0", List.of(slot("a", "r", "t")), Storage.DENSE), spec);
    assertNotEquals(spec, spec.withStorage(Storage.PACKED));
    assertNotEquals(spec, spec.withObservesAlways());
    assertNotEquals(spec, spec.withState(SEE));
    assertNotEquals(spec, spec.withAuxiliaryRewards("shaping"));
    assertNotEquals(spec, spec.withMetrics(new EnvironmentSpec.Metric("won", EnvironmentSpec.Metric.Kind.FLAG)));
  }

  @Test
  void each_change_keeps_all_the_rest() {
    var spec = EnvironmentSpec.of("all-v0", List.of(slot("a", "r", "t")), Storage.DENSE)
        .withMetrics(new EnvironmentSpec.Metric("won", EnvironmentSpec.Metric.Kind.FLAG))
        .withAuxiliaryRewards("shaping")
        .withState(SEE)
        .withObservesAlways()
        .withStorage(Storage.PACKED);
    assertEquals(
        new EnvironmentSpec(
            "all-v0",
            List.of(slot("a", "r", "t")),
            SEE,
            Storage.PACKED,
            true,
            EnvironmentSpec.Restore.REPLAY,
            List.of("shaping"),
            List.of(new EnvironmentSpec.Metric("won", EnvironmentSpec.Metric.Kind.FLAG))),
        spec);
  }
}
