package dev.kizuki.trainer.report;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;

/** A figure of AUROC against the number of latent dimensions. */
public final class StudyFigure {
  private static final List<Color> COLOURS =
      List.of(Charts.NORMAL, Charts.OTHER, Charts.MUTED, new Color(0x8a5aa3), Charts.ANOMALOUS);

  private StudyFigure() {}

  /**
   * Writes the figure as PNG.
   *
   * @param dimensions the numbers of dimensions, ascending
   * @param auroc one value for each number of dimensions, by detector
   */
  public static void write(
      String title, double[] dimensions, Map<String, double[]> auroc, Path file) {
    XYChart chart = Charts.chart(title, "latent dimensions", "AUROC");
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    int next = 0;
    for (Map.Entry<String, double[]> entry : auroc.entrySet()) {
      Charts.line(
          chart,
          entry.getKey(),
          dimensions,
          entry.getValue(),
          COLOURS.get(next++ % COLOURS.size()));
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      ImageIO.write(Charts.image(chart), "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
