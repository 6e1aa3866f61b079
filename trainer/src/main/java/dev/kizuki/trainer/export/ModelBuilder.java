package dev.kizuki.trainer.export;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Provenance;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.scoring.Model;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.calibration.GaussianFit;
import dev.kizuki.trainer.calibration.Shrinkage;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** From a graph of features and normal images to a model file. */
public final class ModelBuilder {
  private static final int GOLDEN_IMAGES = 6;

  private final FeatureGraph features;
  private final List<Gaussian> gaussians;
  private final OnnxGraph graph;

  /**
   * Fits the Gaussians to the training part of the images.
   *
   * @param shared whether all positions share one Gaussian
   */
  public ModelBuilder(
      FeatureGraph features, PixelStore images, Split split, boolean shared, Shrinkage shrinkage) {
    this.features = features;
    this.gaussians =
        GaussianFit.fit(features, images, Split.indices(split.training()), shared, shrinkage);
    this.graph = MahalanobisHead.on(features, gaussians);
  }

  /** The Gaussians of the positions, or the one that they share. */
  public List<Gaussian> gaussians() {
    return gaussians;
  }

  /**
   * Calibrates on the held-out part of the images and completes the metadata.
   *
   * @return the metadata that {@link #write} puts into the file
   */
  public ModelMetadata calibrate(
      String name,
      String version,
      PixelStore images,
      Split split,
      double falseAlarmRate,
      Provenance provenance) {
    int[] heldOut = Split.indices(split.calibration());
    List<byte[]> drawings = GoldenDrawings.draw(features.input(), GOLDEN_IMAGES, provenance.seed());
    try (GraphRunner runner = new GraphRunner(graph.toBytes(), features.input())) {
      Calibration calibration =
          new Calibration(
              runner.runAll(ModelMetadata.DISTANCE, heldOut.length, i -> images.image(heldOut[i])));
      float[] distances =
          runner.runAll(
              ModelMetadata.DISTANCE, drawings.size(), i -> ByteBuffer.wrap(drawings.get(i)));
      List<GoldenImage> golden = new ArrayList<>();
      for (int i = 0; i < distances.length; i++) {
        golden.add(new GoldenImage(drawings.get(i), distances[i]));
      }
      return new ModelMetadata(
          ModelMetadata.FORMAT,
          name,
          version,
          features.input(),
          features.latentDimensions(),
          features.name(),
          features.dimensions() * features.positions(),
          calibration.threshold(falseAlarmRate),
          calibration,
          golden,
          provenance);
    }
  }

  /** The graph without metadata, for the proof. */
  public byte[] graphBytes() {
    return graph.toBytes();
  }

  /**
   * Writes the file beside its place, loads it as the service would, and only then moves it there:
   * whoever looks sees the old file or the whole new one.
   */
  public void write(ModelMetadata metadata, Path file) {
    graph.metadata(ModelMetadata.KEY, metadata.toJson());
    Path target = file.toAbsolutePath();
    try {
      Files.createDirectories(target.getParent());
      Path part = target.resolveSibling("." + target.getFileName() + ".part");
      part.toFile().deleteOnExit();
      try {
        Files.write(part, graph.toBytes());
        Model.load(part).close();
        Files.move(
            part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
