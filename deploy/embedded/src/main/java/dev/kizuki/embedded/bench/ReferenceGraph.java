package dev.kizuki.embedded.bench;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/**
 * Makes the graph of a dense encoder with ReLU and random weights, and the Mahalanobis distance.
 *
 * <p>The graph is written as ONNX in protobuf's text format. The bench cannot use the ONNX writer
 * of the trainer, because this module must not import the trainer. Files of the repository are no
 * alternative: {@code --growth} needs networks of six image sizes, of up to 134 MB.
 */
final class ReferenceGraph {
  /** Everything but the layers. Data types: 1 is float32, 2 is uint8. */
  private static final String MODEL =
      """
      ir_version: 8
      opset_import { version: 17 }
      graph {
        name: "reference"
        input { name: "image" type { tensor_type { elem_type: 2 shape {
          dim { dim_param: "N" } dim { dim_value: 1 } dim { dim_value: %1$d } dim { dim_value: %1$d } } } } }
        output { name: "distance" type { tensor_type { elem_type: 1 shape { dim { dim_param: "N" } } } } }
        output { name: "latent" type { tensor_type { elem_type: 1 shape {
          dim { dim_param: "N" } dim { dim_value: %2$d } } } } }
        initializer { name: "scale" data_type: 1 dims: 1 float_data: %3$s }
        node { op_type: "Cast" input: "image" output: "samples" attribute { name: "to" type: INT i: 1 } }
        node { op_type: "Mul" input: "samples" input: "scale" output: "scaled" }
        node { op_type: "Flatten" input: "scaled" output: "x0" attribute { name: "axis" type: INT i: 1 } }
        %4$s
        initializer { name: "whitening" data_type: 1 dims: %2$d dims: %2$d }
        node { op_type: "MatMul" input: "latent" input: "whitening" output: "whitened" }
        node { op_type: "ReduceSumSquare" input: "whitened" output: "squared"
          attribute { name: "axes" type: INTS ints: 1 } attribute { name: "keepdims" type: INT i: 0 } }
        node { op_type: "Sqrt" input: "squared" output: "distance" }
      }
      """;

  /** One layer: its number, inputs, outputs, activation, and the name of its output. */
  private static final String LAYER =
      """
        initializer { name: "weights%1$d" data_type: 1 dims: %2$d dims: %3$d }
        initializer { name: "bias%1$d" data_type: 1 dims: %3$d }
        node { op_type: "Gemm" input: "x%1$d" input: "weights%1$d" input: "bias%1$d" output: "y%1$d" }
        node { op_type: "%4$s" input: "y%1$d" output: "%5$s" }
      """;

  private ReferenceGraph() {}

  /**
   * Makes a graph.
   *
   * @param side width and height of its images, which are gray
   * @param layers the width of each layer; the last one is the latent's
   * @param random the source of the weights
   */
  static ModelProto make(int side, int[] layers, Random random) {
    ModelProto.Builder model = ModelProto.newBuilder();
    try {
      TextFormat.merge(text(side, layers), model);
    } catch (TextFormat.ParseException e) {
      throw new IllegalStateException("the text of the reference graph is wrong", e);
    }
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getFloatDataCount() == 0) {
        tensor.setRawData(weights(tensor.getDimsList(), random));
      }
    }
    return model.build();
  }

  private static String text(int side, int... layers) {
    StringBuilder text = new StringBuilder();
    int width = side * side;
    for (int i = 0; i < layers.length; i++) {
      boolean isLast = i == layers.length - 1;
      text.append(
          LAYER.formatted(
              i,
              width,
              layers[i],
              isLast ? "Identity" : "Relu",
              isLast ? "latent" : "x" + (i + 1)));
      width = layers[i];
    }
    return MODEL.formatted(side, width, 1 / 255f, text);
  }

  /**
   * Returns random weights as float32, little-endian, by the initialisation of He et al. (2015),
   * "Delving Deep into Rectifiers".
   *
   * @param dimensions (inputs, outputs), or (outputs) for a bias
   */
  private static ByteString weights(List<Long> dimensions, Random random) {
    long inputs = dimensions.size() == 1 ? 1 : dimensions.get(0);
    long outputs = dimensions.get(dimensions.size() - 1);
    int count = Math.toIntExact(inputs * outputs);
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) (random.nextGaussian() * Math.sqrt(2.0 / inputs)));
    }
    return ByteString.copyFrom(bytes.flip());
  }
}
