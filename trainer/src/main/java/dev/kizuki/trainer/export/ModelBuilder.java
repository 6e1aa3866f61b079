package dev.kizuki.trainer.export;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Provenance;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.scoring.Model;
import dev.kizuki.trainer.calibration.FalseAlarmPromise;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.feature.FeatureLimits;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Makes a model file from a detector and normal images that the detector has not seen. */
public final class ModelBuilder {
  private final MahalanobisModel model;
  private final OnnxGraph graph;

  public ModelBuilder(MahalanobisModel model) {
    this.model = model;
    this.graph = model.graph().copy();
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
      FalseAlarmPromise promise,
      Provenance provenance) {
    FeatureGraph features = model.features();
    List<byte[]> drawings =
        GoldenDrawings.draw(features.input(), FeatureLimits.GOLDEN_IMAGES, provenance.seed());
    try (GraphRunner runner = new GraphRunner(graph.toBytes(), features.input())) {
      Calibration calibration =
          new Calibration(model.distances(images, Split.indices(split.calibration())));
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
          promise.threshold(calibration),
          calibration,
          golden,
          provenance);
    }
  }

  /**
   * Writes the file under another name, loads it like the service, and then renames it. A reader
   * sees either the old file or the complete new file.
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
