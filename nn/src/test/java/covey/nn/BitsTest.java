package covey.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bits are specified: the same program gives the same hashes in every form of the kernels, compiled and interpreted.
class BitsTest {
  private static final int ROWS = 131;
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  @TempDir
  private Path folder;

  @Test
  void scalar_and_vector_kernels_of_every_width_agree_in_bits() throws Exception {
    List<String> scalar = run("-Dcovey.kernels=scalar");
    assertTrue(scalar.size() > 200, "too little was compared");
    for (String bits : new String[] {"128", "256", "512"}) {
      assertSame(scalar, run(VECTORS, "-Dcovey.kernels=vector", "-Dcovey.vectorBits=" + bits), bits + " bits");
    }
  }

  @Test
  void without_the_vector_module_everything_works_and_agrees() throws Exception {
    assertSame(run(VECTORS), run(), "no module");
  }

  @Test
  void compiled_and_interpreted_code_agree() throws Exception {
    List<String> usual = run(VECTORS);
    assertSame(usual, run(VECTORS, "-Xint"), "interpreted");
    assertSame(usual, run(VECTORS, "-XX:TieredStopAtLevel=1"), "compiled by C1");
    List<String> early = run(VECTORS, "-Xcomp", "-XX:CompileCommand=quiet", "-XX:CompileOnly=covey.nn.*::*");
    assertSame(usual, early, "compiled before first use");
  }

  /// Fails with the first difference only: the reports are long.
  private static void assertSame(List<String> expected, List<String> actual, String what) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) assertEquals(expected.get(i), actual.get(i), what);
  }

  @Test
  void a_width_that_does_not_exist_is_refused() {
    var e = assertThrows(AssertionError.class, () -> run(VECTORS, "-Dcovey.vectorBits=100"));
    assertTrue(String.valueOf(e.getMessage()).contains("it must be 128, 256 or 512"), e.getMessage());
  }

  private List<String> run(String... flags) throws Exception {
    return ChildJvm.run(folder, BitsProgram.class, List.of(flags), Integer.toString(ROWS));
  }
}
