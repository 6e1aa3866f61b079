package dev.kizuki.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A loaded model: its metadata and its ONNX Runtime session, which any number of {@link
 * DistanceRunner}s share. Whoever loads a model closes it, after every runner of it.
 */
public final class Model implements AutoCloseable {
  /** How far a golden image's distance may be from the recorded one, relative to it. */
  static final double GOLDEN_TOLERANCE = 1e-3;

  private final ModelFile file;
  private final ModelMetadata metadata;
  private final OrtSession session;

  private Model(ModelFile file, ModelMetadata metadata, OrtSession session) {
    this.file = file;
    this.metadata = metadata;
    this.session = session;
  }

  /**
   * Loads a model and proves it on its golden images.
   *
   * @throws ModelException if the file is not a model of ours, or does not reproduce its golden
   *     images
   */
  public static Model load(Path path) {
    return load(ModelFile.read(path));
  }

  /** As {@link #load(Path)}, from bytes that were read before. */
  public static Model load(ModelFile file) {
    Model model = open(file);
    try {
      model.selfTest();
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Model open(ModelFile file) {
    OrtSession session = openSession(file);
    try {
      String json = session.getMetadata().getCustomMetadata().get(ModelMetadata.KEY);
      if (json == null) {
        throw new ModelException(
            file.path(),
            "it has no Kizuki metadata; put them on with"
                + " 'kizuki calibrate --encoder FILE --data NORMAL_IMAGES'");
      }
      ModelMetadata metadata = ModelMetadata.fromJson(json);
      requireSignature(session, metadata.preprocessing());
      return new Model(file, metadata, session);
    } catch (IllegalArgumentException e) {
      Sessions.close(session);
      throw new ModelException(file.path(), String.valueOf(e.getMessage()), e);
    } catch (OrtException e) {
      Sessions.close(session);
      throw new ModelException(file.path(), "ONNX Runtime says: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      Sessions.close(session);
      throw e;
    }
  }

  private static OrtSession openSession(ModelFile file) {
    try {
      return Sessions.open(file.bytes());
    } catch (OrtException e) {
      throw new ModelException(file.path(), "ONNX Runtime says: " + e.getMessage(), e);
    }
  }

  private static void requireSignature(OrtSession session, Preprocessing input)
      throws OrtException {
    long[] shape = {-1, input.channels(), input.height(), input.width()};
    require(session.getInputInfo(), ModelMetadata.INPUT, OnnxJavaType.UINT8, shape);
    require(session.getOutputInfo(), ModelMetadata.DISTANCE, OnnxJavaType.FLOAT, new long[] {-1});
    if (session.getInputInfo().size() != 1) {
      throw new IllegalArgumentException(
          "it takes %d inputs instead of one".formatted(session.getInputInfo().size()));
    }
  }

  private static void require(
      Map<String, NodeInfo> nodes, String name, OnnxJavaType type, long[] shape) {
    NodeInfo node = nodes.get(name);
    if (node == null || !(node.getInfo() instanceof TensorInfo tensor)) {
      throw new IllegalArgumentException(
          "it has no tensor '%s', only %s".formatted(name, nodes.keySet()));
    }
    if (tensor.type != type || !Arrays.equals(tensor.getShape(), shape)) {
      throw new IllegalArgumentException(
          "'%s' is %s %s instead of %s %s"
              .formatted(
                  name,
                  tensor.type,
                  Arrays.toString(tensor.getShape()),
                  type,
                  Arrays.toString(shape)));
    }
  }

  /**
   * Scores the golden images, one by one and all at once.
   *
   * @throws ModelException if one is not what the metadata say
   */
  public void selfTest() {
    List<GoldenImage> golden = metadata.goldenImages();
    for (int batch : new int[] {1, golden.size()}) {
      try (DistanceRunner runner = new DistanceRunner(this, batch)) {
        for (int start = 0; start < golden.size(); start += batch) {
          for (int i = 0; i < batch; i++) {
            runner.input(i).put(golden.get(start + i).pixels());
          }
          float[] distances = runner.distances(batch);
          for (int i = 0; i < batch; i++) {
            requireGolden(start + i, golden.get(start + i).distance(), distances[i]);
          }
        }
      }
    }
  }

  private void requireGolden(int index, float expected, float actual) {
    if (!(Math.abs(actual - expected) <= GOLDEN_TOLERANCE * Math.max(1, expected))) {
      throw new ModelException(
          file.path(),
          "golden image %d gives a distance of %s instead of %s; the file is damaged, or this"
                  .formatted(index, actual, expected)
              + " machine computes differently: train or export it again");
    }
  }

  public ModelMetadata metadata() {
    return metadata;
  }

  public Path path() {
    return file.path();
  }

  /** The digest of the file, 64 hexadecimal digits: which model gave a score. */
  public String sha256() {
    return file.sha256();
  }

  OrtSession session() {
    return session;
  }

  @Override
  public void close() {
    Sessions.close(session);
  }
}
