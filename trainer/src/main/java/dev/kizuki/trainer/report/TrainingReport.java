package dev.kizuki.trainer.report;

import dev.kizuki.trainer.vae.Epoch;
import dev.kizuki.trainer.vae.PhotoStep;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;

/** Writes the results of each epoch: {@code epochs.csv}, and figures of the loss, mu and sigma. */
public final class TrainingReport {
  private final Path folder;

  /**
   * @param folder the folder; it is made if it is missing
   */
  public TrainingReport(Path folder) {
    this.folder = folder;
  }

  /** Writes the table and the figures. */
  public void write(List<Epoch> epochs) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("epochs.csv"), csv(epochs));
      save(loss(epochs), "loss.png");
      save(mu(epochs), "mu.png");
      save(sigma(epochs), "sigma.png");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + folder, e);
    }
  }

  /** Writes the table {@code steps.csv} and the figures of a training for photographs. */
  public void writeSteps(List<PhotoStep> steps) {
    List<String> lines = new ArrayList<>();
    lines.add("step,defect_loss,reconstruction,kl");
    for (PhotoStep step : steps) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d,%.5f,%.3f,%.3f",
              step.step(),
              step.defect(),
              step.reconstruction(),
              step.kl()));
    }
    double[] x = steps.stream().mapToDouble(PhotoStep::step).toArray();
    XYChart defect = Charts.chart("Defect head", "step", "loss");
    Charts.line(
        defect,
        "training",
        x,
        steps.stream().mapToDouble(PhotoStep::defect).toArray(),
        Charts.NORMAL);
    XYChart bound = Charts.chart("Autoencoder", "step", "nats per crop");
    Charts.line(
        bound,
        "reconstruction",
        x,
        steps.stream().mapToDouble(PhotoStep::reconstruction).toArray(),
        Charts.NORMAL);
    Charts.line(
        bound, "KL", x, steps.stream().mapToDouble(PhotoStep::kl).toArray(), Charts.ANOMALOUS);
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("steps.csv"), lines);
      save(defect, "defect.png");
      save(bound, "autoencoder.png");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + folder, e);
    }
  }

  /**
   * Reads the table of an earlier training.
   *
   * @return the epochs; empty if there is no table
   */
  static List<Epoch> read(Path folder) {
    Path table = folder.resolve("epochs.csv");
    if (!Files.isRegularFile(table)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(table)) {
      return lines
          .skip(1)
          .map(line -> line.split(",", -1))
          .map(
              cells ->
                  new Epoch(
                      Integer.parseInt(cells[0]),
                      Double.parseDouble(cells[1]),
                      Double.parseDouble(cells[2]),
                      Double.parseDouble(cells[3]),
                      Double.parseDouble(cells[4]),
                      Double.parseDouble(cells[5]),
                      Double.parseDouble(cells[6])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + table, e);
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

  /** The figure of the losses. */
  static XYChart loss(List<Epoch> epochs) {
    XYChart chart = chart("Learning curve", "loss, nats per input");
    add(chart, "training", epochs, Epoch::loss, Charts.NORMAL);
    add(chart, "held-out", epochs, Epoch::heldOutLoss, Charts.ANOMALOUS);
    return chart;
  }

  /** The figure of the mean of mu. */
  static XYChart mu(List<Epoch> epochs) {
    XYChart chart = chart("Mean of mu", "mean over held-out inputs and dimensions");
    add(chart, "mu", epochs, Epoch::meanMu, Charts.NORMAL);
    return chart;
  }

  /** The figure of the mean of sigma. */
  static XYChart sigma(List<Epoch> epochs) {
    XYChart chart = chart("Mean of sigma", "mean over held-out inputs and dimensions");
    add(chart, "sigma", epochs, Epoch::meanSigma, Charts.NORMAL);
    return chart;
  }

  private static XYChart chart(String title, String yAxis) {
    XYChart chart = Charts.chart(title, "epoch", yAxis);
    chart.getStyler().setXAxisDecimalPattern("0");
    return chart;
  }

  private static void add(
      XYChart chart, String name, List<Epoch> epochs, ToDoubleFunction<Epoch> value, Color colour) {
    double[] x = epochs.stream().mapToDouble(Epoch::number).toArray();
    Charts.line(chart, name, x, epochs.stream().mapToDouble(value).toArray(), colour);
  }

  private void save(XYChart chart, String name) throws IOException {
    ImageIO.write(Charts.image(chart), "png", folder.resolve(name).toFile());
  }
}
