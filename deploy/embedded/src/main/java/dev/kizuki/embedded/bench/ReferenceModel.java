package dev.kizuki.embedded.bench;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
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
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A dense encoder with ReLU and random weights, and the Mahalanobis distance behind it: as dear as
 * a trained one of the same shape, and the same on every machine.
 */
final class ReferenceModel {
  /** The article's. */
  static final int[] ARTICLE = {500, 500, 100};

  /** The classifier that the Crayfish benchmark of stream processors runs on MNIST. */
  static final int[] CRAYFISH = {32, 32, 32, 32, 10};

  private static final int OPSET = 17;
  private static final int IR_VERSION = 8;
  private static final int CALIBRATION_IMAGES = 999;
  private static final int GOLDEN_IMAGES = 3;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("reference");
  private final Random random = new Random(1);
  private final Preprocessing shape;
  private int names;

  private ReferenceModel(int side) {
    shape = new Preprocessing(1, side, side, Resize.NONE);
  }

  /**
   * Writes one.
   *
   * @param side of its square gray images
   * @param layers the width of each layer, at last the latent's
   */
  static Path write(Path file, int side, int... layers) {
    try {
      return Files.write(file, new ReferenceModel(side).build(layers));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private byte[] build(int... layers) {
    int latent = layers[layers.length - 1];
    graph
        .addInput(
            value(
                ModelMetadata.INPUT, TensorProto.DataType.UINT8, 1, shape.height(), shape.width()))
        .addOutput(value(ModelMetadata.DISTANCE, TensorProto.DataType.FLOAT))
        .addOutput(value(ModelMetadata.LATENT, TensorProto.DataType.FLOAT, latent));
    String x =
        node(
            "Cast",
            List.of(ModelMetadata.INPUT),
            integer("to", TensorProto.DataType.FLOAT.getNumber()));
    x = node("Mul", List.of(x, constant(new float[] {1 / 255f}, 1)));
    x = node("Flatten", List.of(x), integer("axis", 1));
    int width = shape.size();
    for (int i = 0; i < layers.length; i++) {
      boolean last = i == layers.length - 1;
      x = node("Gemm", List.of(x, weights(width, layers[i]), weights(1, layers[i])));
      x = last ? named("Identity", ModelMetadata.LATENT, x) : node("Relu", List.of(x));
      width = layers[i];
    }
    String whitened = node("MatMul", List.of(x, weights(latent, latent)));
    String squared =
        node("ReduceSumSquare", List.of(whitened), integers("axes", 1), integer("keepdims", 0));
    named("Sqrt", ModelMetadata.DISTANCE, squared);
    return withMetadata(latent);
  }

  private byte[] withMetadata(int latent) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < CALIBRATION_IMAGES; i++) {
      images.add(BenchImages.noise(shape.size(), random.nextLong()));
    }
    float[] distances;
    try (GraphRunner runner = new GraphRunner(model.build().toByteArray(), shape)) {
      distances =
          runner.runAll(ModelMetadata.DISTANCE, images.size(), i -> ByteBuffer.wrap(images.get(i)));
    }
    List<GoldenImage> golden = new ArrayList<>();
    for (int i = 0; i < GOLDEN_IMAGES; i++) {
      golden.add(new GoldenImage(images.get(i), distances[i]));
    }
    Calibration calibration = new Calibration(distances);
    ModelMetadata metadata =
        new ModelMetadata(
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
    return model
        .addMetadataProps(
            StringStringEntryProto.newBuilder()
                .setKey(ModelMetadata.KEY)
                .setValue(metadata.toJson()))
        .build()
        .toByteArray();
  }

  /** He's initialisation, (rows, columns). */
  private String weights(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / rows));
    }
    return rows == 1 ? constant(values, columns) : constant(values, rows, columns);
  }

  private String constant(float[] values, long... dimensions) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("constant" + names++)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long dimension : dimensions) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  private String node(String operator, List<String> inputs, AttributeProto... attributes) {
    return add(operator, "value" + names++, inputs, attributes);
  }

  private String named(String operator, String output, String input) {
    return add(operator, output, List.of(input));
  }

  private String add(
      String operator, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto integers(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addInts(value)
        .build();
  }

  /** (N, ...). */
  private static ValueInfoProto value(String name, TensorProto.DataType type, long... dimensions) {
    TensorShapeProto.Builder of =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (long dimension : dimensions) {
      of.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(of)))
        .build();
  }
}
