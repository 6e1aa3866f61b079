package dev.kizuki.embedded.bench;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Provenance;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.GraphRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes models for the bench: a dense encoder with random weights. A model costs as much as a
 * trained model of the same shape, and it is the same on every machine.
 */
final class ReferenceModel {
  /** The layers of the encoder in the article that trainer/EXPERIMENTS.md reproduces. */
  static final int[] ARTICLE = {500, 500, 100};

  /**
   * The layers of the classifier that the Crayfish benchmark of stream processors runs on MNIST.
   */
  static final int[] CRAYFISH = {32, 32, 32, 32, 10};

  private static final int CALIBRATION_IMAGES = 999;
  private static final int GOLDEN_IMAGES = 3;

  private final Random random = new Random(1);
  private final Preprocessing shape;

  private ReferenceModel(int side) {
    shape = new Preprocessing(1, side, side, Resize.NONE);
  }

  /**
   * Writes a model.
   *
   * @param file the file that the model is written to
   * @param side width and height of its images, which are gray
   * @param layers the width of each layer; the last one is the latent's
   * @return the file
   */
  static Path write(Path file, int side, int... layers) {
    try {
      return Files.write(file, new ReferenceModel(side).build(layers));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private byte[] build(int... layers) {
    ModelProto graph = ReferenceGraph.make(shape.width(), layers, random);
    ModelMetadata metadata = calibrate(graph.toByteArray(), layers[layers.length - 1]);
    return graph.toBuilder()
        .addMetadataProps(
            StringStringEntryProto.newBuilder()
                .setKey(ModelMetadata.KEY)
                .setValue(metadata.toJson()))
        .build()
        .toByteArray();
  }

  /** Calibrates on random images, of which the first ones become the golden images. */
  private ModelMetadata calibrate(byte[] graph, int latent) {
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < CALIBRATION_IMAGES; i++) {
      images.add(BenchImages.noise(shape.size(), random.nextLong()));
    }
    float[] distances;
    try (GraphRunner runner = new GraphRunner(graph, shape)) {
      distances =
          runner.runAll(ModelMetadata.DISTANCE, images.size(), i -> ByteBuffer.wrap(images.get(i)));
    }
    List<GoldenImage> golden = new ArrayList<>();
    for (int i = 0; i < GOLDEN_IMAGES; i++) {
      golden.add(new GoldenImage(images.get(i), distances[i]));
    }
    Calibration calibration = new Calibration(distances);
    return new ModelMetadata(
        ModelMetadata.FORMAT,
        "reference",
        "1",
        shape,
        latent,
        "mu",
        latent,
        calibration.threshold(0.001),
        calibration,
        golden,
        new Provenance("none", 0, 0, CALIBRATION_IMAGES, 1, Map.of(), Map.of()));
  }
}
