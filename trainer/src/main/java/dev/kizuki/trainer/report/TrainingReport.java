package dev.kizuki.trainer.report;

import dev.kizuki.trainer.vae.Epoch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What happened in each epoch: {@code epochs.csv}, and figures of the loss, mu and sigma. */
public final class TrainingReport {
  private final Path folder;

  /**
   * @param folder is made if it is missing
   */
  public TrainingReport(Path folder) {
    this.folder = folder;
  }

  /** Writes the table and the figures. */
  public void write(List<Epoch> epochs) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("epochs.csv"), csv(epochs));
      XYChart loss = chart("Learning curve", "loss, nats per image");
      add(loss, "training", epochs, Epoch::loss);
      add(loss, "held-out", epochs, Epoch::heldOutLoss);
      save(loss, "loss.png");
      XYChart mu = chart("Mean of mu", "mean over held-out images and dimensions");
      add(mu, "mu", epochs, Epoch::meanMu);
      save(mu, "mu.png");
      XYChart sigma = chart("Mean of sigma", "mean over held-out images and dimensions");
      add(sigma, "sigma", epochs, Epoch::meanSigma);
      save(sigma, "sigma.png");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + folder, e);
    }
  }

  private static List<String> csv(List<Epoch> epochs) {
    List<String> lines = new ArrayList<>();
    lines.add("epoch,loss,reconstruction,kl,held_out_loss,mean_mu,mean_sigma");
    for (Epoch epoch : epochs) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d,%.4f,%.4f,%.4f,%.4f,%.6f,%.6f",
              epoch.number(),
              epoch.loss(),
              epoch.reconstruction(),
              epoch.kl(),
              epoch.heldOutLoss(),
              epoch.meanMu(),
              epoch.meanSigma()));
    }
    return lines;
  }

  private static XYChart chart(String title, String yAxis) {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(500)
            .title(title)
            .xAxisTitle("epoch")
            .yAxisTitle(yAxis)
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
    chart.getStyler().setXAxisDecimalPattern("0");
    return chart;
  }

  private static void add(
      XYChart chart, String name, List<Epoch> epochs, ToDoubleFunction<Epoch> value) {
    double[] x = epochs.stream().mapToDouble(Epoch::number).toArray();
    double[] y = epochs.stream().mapToDouble(value).toArray();
    chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
  }

  private void save(XYChart chart, String name) throws IOException {
    ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", folder.resolve(name).toFile());
  }
}
