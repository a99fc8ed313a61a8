package covey.benchmarks;

import covey.run.RunException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws how runs of one kind learned: the mean of their returns per agent over joint steps, the range of the runs as a
/// band, and levels to compare with as dashed lines.
///
/// The line shows returns of the episodes played while learning, by a policy that explores; where all runs were judged
/// during training too, dots show those evaluations.
public final class Curves {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 450;
  private static final int BINS = 120; // of the horizontal axis: what a reader can tell apart
  private static final double LABEL = 0.09; // of the vertical range: what a label above its line takes
  private static final Color LINE = new Color(0x1f5fa8);
  private static final Color BAND = new Color(0x1f, 0x5f, 0xa8, 48);
  private static final Color DOTS = new Color(0xc2410c);
  private static final Color LEVEL = new Color(0x666666);

  private Curves() {}

  /// A level to compare with.
  ///
  /// @param label written on its line
  /// @param value in returns per agent
  public record Level(String label, double value) {}

  /// For `simple_spread` with three agents and 25 steps: means of 10,000 episodes.
  public static final List<Level> SIMPLE_SPREAD = List.of(
      new Level("random actions, -26.5", -26.5), new Level("scripted optimal assignment, -7.45", -7.45));

  /// One line: means over runs, and their range. All arrays have one entry per bin, and no NaN.
  ///
  /// @param steps millions of joint steps at the middle of each bin
  /// @param mean over runs
  /// @param low lowest run
  /// @param high highest run
  @SuppressWarnings("ArrayRecordComponent") // a bundle of results; equality is not asked for
  record Curve(double[] steps, double[] mean, double[] low, double[] high) {}

  /// Draws the runs into a PNG file of 800 x 450 pixels.
  ///
  /// @param runs their folders, which have a `metrics.csv`; usually one per seed
  /// @param title above the picture
  /// @throws RunException if a run has no readable metrics
  public static void draw(List<Path> runs, List<Level> levels, String title, Path png) {
    if (runs.isEmpty()) throw new IllegalArgumentException("no runs to draw, but at least one is needed; 5 is usual");
    List<MetricsFile> files = runs.stream().map(run -> MetricsFile.read(run.resolve("metrics.csv"))).toList();
    double end = files.stream().mapToDouble(MetricsFile::lastStep).max().orElseThrow();
    XYChart chart = chart(title);
    Curve learning = curve(files, "return/mean", end, BINS);
    if (runs.size() > 1) band(chart, learning);
    String name = runs.size() == 1
        ? "while learning" : "while learning: mean of %d seeds, range shaded".formatted(runs.size());
    line(chart, name, learning.steps, learning.mean, LINE, 2.2f);
    if (files.stream().allMatch(file -> file.has("evaluation/mean"))) {
      dots(chart, curve(files, "evaluation/mean", end, BINS));
    }
    double top = Math.max(max(learning.high), max(levels.stream().mapToDouble(Level::value).toArray()));
    double bottom = Math.min(min(learning.low), min(levels.stream().mapToDouble(Level::value).toArray()));
    double room = LABEL * (top - bottom);
    for (Level level : levels) level(chart, level, end / 1e6, room);
    chart.getStyler().setXAxisMax(end / 1e6).setYAxisMax(top + room);
    write(chart, png);
  }

  /// Means of a column over bins of joint steps, then over runs. Bins that some run has no value in are left out.
  static Curve curve(List<MetricsFile> files, String column, double end, int bins) {
    double[][] means = new double[files.size()][];
    for (int run = 0; run < means.length; run++) means[run] = binned(files.get(run), column, end, bins);
    double[][] kept = new double[4][bins]; // steps, mean, low, high
    int count = 0;
    for (int bin = 0; bin < bins; bin++) {
      double sum = 0;
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (double[] run : means) {
        sum += run[bin];
        low = Math.min(low, run[bin]);
        high = Math.max(high, run[bin]);
      }
      if (Double.isNaN(sum)) continue;
      kept[0][count] = (bin + 0.5) * end / bins * 1e-6;
      kept[1][count] = sum / means.length;
      kept[2][count] = low;
      kept[3][count++] = high;
    }
    int all = count;
    double[][] cut = Arrays.stream(kept).map(values -> Arrays.copyOf(values, all)).toArray(double[][]::new);
    return new Curve(cut[0], cut[1], cut[2], cut[3]);
  }

  /// @return mean per bin; NaN where no row has a value
  private static double[] binned(MetricsFile file, String column, double end, int bins) {
    double[] sums = new double[bins];
    int[] counts = new int[bins];
    double[] steps = file.column("jointSteps");
    double[] values = file.column(column);
    for (int i = 0; i < steps.length; i++) {
      if (Double.isNaN(values[i])) continue;
      int bin = Math.min(bins - 1, (int) (steps[i] / end * bins));
      sums[bin] += values[i];
      counts[bin]++;
    }
    for (int bin = 0; bin < bins; bin++) sums[bin] = counts[bin] == 0 ? Double.NaN : sums[bin] / counts[bin];
    return sums;
  }

  private static XYChart chart(String title) {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title)
        .xAxisTitle("joint steps, millions").yAxisTitle("return per agent and episode").build();
    var style = chart.getStyler();
    style.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
    style.setPlotGridLinesColor(new Color(0xe6e6e6)).setAxisTickMarksColor(LEVEL);
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 17)).setChartTitleBoxVisible(false);
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    style.setLegendPosition(Styler.LegendPosition.OutsideS).setLegendLayout(Styler.LegendLayout.Horizontal);
    style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13)).setLegendBorderColor(Color.WHITE);
    style.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13)).setAnnotationTextFontColor(LEVEL);
    style.setXAxisMin(0.0).setXAxisDecimalPattern("0.##").setAntiAlias(true);
    return chart;
  }

  private static void band(XYChart chart, Curve curve) {
    int n = curve.steps.length;
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) { // along the highest, and back along the lowest
      x[i] = curve.steps[i];
      y[i] = curve.high[i];
      x[2 * n - 1 - i] = curve.steps[i];
      y[2 * n - 1 - i] = curve.low[i];
    }
    XYSeries series = chart.addSeries("range", x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea).setFillColor(BAND);
    series.setLineColor(new Color(0, 0, 0, 0)).setShowInLegend(false);
    series.setMarker(SeriesMarkers.NONE);
  }

  private static void line(XYChart chart, String name, double[] x, double[] y, Color colour, float width) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(colour).setLineStyle(new BasicStroke(width));
    series.setMarker(SeriesMarkers.NONE);
  }

  private static void dots(XYChart chart, Curve curve) {
    XYSeries series = chart.addSeries("greedy, evaluated beside", curve.steps, curve.mean);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarker(SeriesMarkers.CIRCLE).setMarkerColor(DOTS);
  }

  private static void level(XYChart chart, Level level, double end, double room) {
    double[] x = {0, end};
    double[] y = {level.value, level.value};
    XYSeries series = chart.addSeries(level.label, x, y);
    float[] dashes = {6, 5};
    series.setLineStyle(new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 0, dashes, 0));
    series.setLineColor(LEVEL).setShowInLegend(false);
    series.setMarker(SeriesMarkers.NONE);
    chart.addAnnotation(new AnnotationText(level.label, end * 0.75, level.value + room / 2, false));
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(Double.NEGATIVE_INFINITY);
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElse(Double.POSITIVE_INFINITY);
  }

  private static void write(XYChart chart, Path png) {
    try {
      Path folder = png.toAbsolutePath().getParent();
      if (folder != null) Files.createDirectories(folder);
      BufferedImage picture = BitmapEncoder.getBufferedImage(chart);
      if (!ImageIO.write(picture, "png", png.toFile())) throw new IOException("this JVM cannot write PNG files");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The folders of all seeds below what [Learning] keeps of a benchmark, or `run` itself if it is a run.
  static List<Path> runsIn(Path run) {
    if (Files.exists(run.resolve("metrics.csv"))) return List.of(run);
    var found = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(run)) {
      for (Path entry : entries) if (Files.exists(entry.resolve("metrics.csv"))) found.add(entry);
    } catch (IOException _) {
      throw new RunException("%s is no folder of runs".formatted(run));
    }
    if (found.isEmpty()) throw new RunException("%s is no run and holds none: there is no metrics.csv".formatted(run));
    found.sort(null);
    return found;
  }
}
