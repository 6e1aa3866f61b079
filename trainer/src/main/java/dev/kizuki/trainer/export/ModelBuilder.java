package dev.kizuki.trainer.export;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Provenance;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.scoring.Model;
import dev.kizuki.trainer.calibration.FalseAlarmPromise;
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

/** Makes a model file from a detector and its distances of normal images. */
public final class ModelBuilder {
  private final Detector detector;
  private final OnnxGraph graph;

  public ModelBuilder(Detector detector) {
    this.detector = detector;
    this.graph = detector.graph().copy();
  }

  /**
   * Sets the threshold and completes the metadata.
   *
   * @param calibration the distances of normal images that the detector was not fitted to
   * @return the metadata that {@link #write} puts into the file
   */
  public ModelMetadata calibrate(
      String name,
      String version,
      Calibration calibration,
      FalseAlarmPromise promise,
      Provenance provenance) {
    List<byte[]> drawings =
        GoldenDrawings.draw(detector.input(), FeatureLimits.GOLDEN_IMAGES, provenance.seed());
    try (GraphRunner runner = new GraphRunner(graph.toBytes(), detector.input())) {
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
          detector.input(),
          detector.latentDimensions(),
          detector.feature(),
          detector.featureDimensions(),
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
