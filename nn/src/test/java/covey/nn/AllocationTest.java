package covey.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing is allocated per update, forward pass or action, once compiled. In a JVM of its own: the agent that measures
/// coverage makes methods larger, and the compiler then leaves calls that pass vectors as objects.
class AllocationTest {
  private static final List<String> NOTHING = List.of("update 0", "forward 0", "act 0");

  @TempDir
  private Path folder;

  @Test
  void nothing_is_allocated_with_vector_kernels() throws Exception {
    assertEquals(NOTHING, ChildJvm.run(folder, AllocationProgram.class, List.of("--add-modules=jdk.incubator.vector")));
  }

  @Test
  void nothing_is_allocated_with_scalar_kernels() throws Exception {
    assertEquals(NOTHING, ChildJvm.run(folder, AllocationProgram.class, List.of()));
  }
}
