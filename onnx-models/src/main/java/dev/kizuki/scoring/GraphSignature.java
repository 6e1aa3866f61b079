package dev.kizuki.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import java.util.Arrays;
import java.util.Map;

/** Checks the inputs and outputs of a model's graph; see {@link ModelMetadata} for the contract. */
final class GraphSignature {
  /** The code of another network may be a feature with many values, which nobody compares. */
  private static final int MOST_LATENTS = 1024;

  private GraphSignature() {}

  /**
   * Requires exactly one input, (N, C, H, W) uint8, and the output of distances, (N) float32.
   *
   * @param input the shape in the model's metadata
   * @throws IllegalArgumentException if the graph differs; the message says how
   */
  static void require(OrtSession session, Preprocessing input) throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    long[] shape = {-1, input.channels(), input.height(), input.width()};
    requireTensor(inputs, ModelMetadata.INPUT, OnnxJavaType.UINT8, shape);
    requireTensor(
        session.getOutputInfo(), ModelMetadata.DISTANCE, OnnxJavaType.FLOAT, new long[] {-1});
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          "it takes %d inputs instead of one".formatted(inputs.size()));
    }
  }

  /**
   * Returns D of the output of latent codes, (N, D) float32.
   *
   * @return 0 if the graph has no such output, or a code with more than {@value #MOST_LATENTS}
   *     values
   */
  static int latents(OrtSession session) throws OrtException {
    NodeInfo node = session.getOutputInfo().get(ModelMetadata.LATENT);
    if (node == null
        || !(node.getInfo() instanceof TensorInfo tensor)
        || tensor.type != OnnxJavaType.FLOAT) {
      return 0;
    }
    long[] shape = tensor.getShape();
    boolean isKnown = shape.length == 2 && shape[1] > 0 && shape[1] <= MOST_LATENTS;
    return isKnown ? Math.toIntExact(shape[1]) : 0;
  }

  private static void requireTensor(
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
}
