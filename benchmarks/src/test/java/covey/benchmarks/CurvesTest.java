package covey.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.run.RunException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesTest {
  private static final int BLUE = 0x1f5fa8;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void rows_are_averaged_within_bins_and_then_over_runs() throws IOException {
    MetricsFile one = MetricsFile.read(run("a", 1_000_000, -20, -10, -8, -4).resolve("metrics.csv"));
    MetricsFile two = MetricsFile.read(run("b", 1_000_000, -30, -12, -6, -2).resolve("metrics.csv"));
    Curves.Curve curve = Curves.curve(List.of(one, two), "return/mean", 4_000_001, 2);
    // bins: steps 1 M and 2 M, steps 3 M and 4 M. Run a: -15 and -6, run b: -21 and -4.
    assertArrayEquals(new double[] {-18, -5}, curve.mean());
    assertArrayEquals(new double[] {-21, -6}, curve.low());
    assertArrayEquals(new double[] {-15, -4}, curve.high());
    assertArrayEquals(new double[] {1, 3}, curve.steps(), 1e-5);
  }

  @Test
  void a_bin_without_values_is_left_out() throws IOException {
    MetricsFile run = MetricsFile.read(run("a", 1_000_000, -20, Double.NaN, -8).resolve("metrics.csv"));
    assertArrayEquals(new double[] {-20, -8}, Curves.curve(List.of(run), "return/mean", 3_000_003, 3).mean());
  }

  @Test
  void the_picture_is_small_has_its_size_and_shows_a_curve() throws IOException {
    Path png = folder.resolve("images/curve.png");
    Curves.draw(List.of(run("a", 100_000, -26, -15, -10, -9, -8.5), run("b", 100_000, -27, -18, -11, -9.5, -8.8)),
        Curves.SIMPLE_SPREAD, "three agents", png);
    BufferedImage picture = ImageIO.read(png.toFile());
    assertEquals(800, picture.getWidth());
    assertEquals(450, picture.getHeight());
    assertTrue(Files.size(png) < 80 * 1024, Files.size(png) + " bytes");
    int blue = 0;
    for (int x = 0; x < 800; x++) for (int y = 0; y < 450; y++) if ((picture.getRGB(x, y) & 0xffffff) == BLUE) blue++;
    assertTrue(blue > 300, blue + " pixels in the colour of the curve");
  }

  @Test
  void a_folder_without_runs_is_told_in_one_sentence() {
    assertEquals(folder + " is no run and holds none: there is no metrics.csv",
        assertThrows(RunException.class, () -> Curves.runsIn(folder)).getMessage());
  }

  /// A run with one row per return, `apart` joint steps from each other.
  private Path run(String name, long apart, double... returns) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    var text = new StringBuilder("iteration,jointSteps,return/mean\n");
    for (int i = 0; i < returns.length; i++) text.append("%d,%d,%s\n".formatted(i + 1, (i + 1) * apart, returns[i]));
    Files.writeString(run.resolve("metrics.csv"), text);
    return run;
  }
}
