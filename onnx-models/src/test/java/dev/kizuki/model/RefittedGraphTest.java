package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.whitening.AffineMap;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RefittedGraphTest {
  private static final byte[] ZERO = ModelFile.read(Path.of("models/mnist-zero.onnx")).bytes();
  private static final ModelMetadata METADATA =
      ModelMetadata.fromJson(OnnxFile.of(ZERO).metadata(ModelMetadata.KEY).orElseThrow());
  private static final int DIMENSIONS = METADATA.featureDimensions();

  /** A map near the identity, with an upper triangular matrix. */
  private static AffineMap map(long seed) {
    Random random = new Random(seed);
    AffineMap map = AffineMap.identity(DIMENSIONS);
    for (int row = 0; row < DIMENSIONS; row++) {
      map.offset()[row] = random.nextGaussian();
      map.matrix()[row * DIMENSIONS + row] = 0.5 + random.nextDouble();
      for (int column = row + 1; column < DIMENSIONS; column++) {
        map.matrix()[row * DIMENSIONS + column] = 0.02 * random.nextGaussian();
      }
    }
    return map;
  }

  private static List<double[]> rows(byte[] onnx, String output) {
    List<GoldenImage> golden = METADATA.goldenImages();
    try (GraphRunner runner = new GraphRunner(onnx, METADATA.preprocessing())) {
      return runner.runRows(output, golden.size(), i -> ByteBuffer.wrap(golden.get(i).pixels()));
    }
  }

  private static List<double[]> vectors(byte[] onnx) {
    WhitenedGraph graph = WhitenedGraph.of(onnx).orElseThrow();
    return rows(graph.content().toByteArray(), graph.output());
  }

  private static double length(double[] vector) {
    double squares = 0;
    for (double each : vector) {
      squares += each * each;
    }
    return Math.sqrt(squares);
  }

  private static void assertDistances(byte[] refitted, AffineMap map) {
    List<double[]> old = vectors(ZERO);
    List<double[]> distances = rows(refitted, ModelMetadata.DISTANCE);
    assertThat(distances).hasSameSizeAs(old);
    for (int i = 0; i < old.size(); i++) {
      double expected = length(map.apply(old.get(i)));
      assertThat(distances.get(i)[0]).isCloseTo(expected, within(1e-4 * expected));
    }
  }

  private static GraphProto graph(byte[] onnx) throws InvalidProtocolBufferException {
    return ModelProto.parseFrom(onnx).getGraph();
  }

  @Test
  void theDistanceIsTheLengthOfTheMappedVector() {
    assertDistances(RefittedGraph.of(ZERO, map(1)), map(1));
  }

  @Test
  void theIdentityKeepsTheDistances() {
    byte[] refitted = RefittedGraph.of(ZERO, AffineMap.identity(DIMENSIONS));
    List<double[]> old = rows(ZERO, ModelMetadata.DISTANCE);
    List<double[]> distances = rows(refitted, ModelMetadata.DISTANCE);
    for (int i = 0; i < old.size(); i++) {
      assertThat(distances.get(i)[0]).isCloseTo(old.get(i)[0], within(1e-5 * old.get(i)[0]));
    }
  }

  @Test
  void aSecondMapIsComposedAndAddsNoNode() throws InvalidProtocolBufferException {
    byte[] once = RefittedGraph.of(ZERO, map(1));
    byte[] twice = RefittedGraph.of(once, map(2));
    assertDistances(twice, map(1).then(map(2)));
    assertThat(graph(once).getNodeCount()).isEqualTo(graph(ZERO).getNodeCount() + 1);
    assertThat(graph(twice).getNodeCount()).isEqualTo(graph(once).getNodeCount());
    assertThat(graph(twice).getInitializerCount()).isEqualTo(graph(once).getInitializerCount());
    assertThat(twice).hasSameSizeAs(once);
  }

  @Test
  void theNewVectorIsTheWhitenedFeature() {
    List<double[]> vectors = vectors(RefittedGraph.of(ZERO, map(1)));
    List<double[]> old = vectors(ZERO);
    for (int i = 0; i < old.size(); i++) {
      assertThat(vectors.get(i)).containsExactly(map(1).apply(old.get(i)), within(2e-3));
    }
  }

  @Test
  void allElseStaysAsItIs() throws InvalidProtocolBufferException {
    ModelProto old = ModelProto.parseFrom(ZERO);
    ModelProto refitted = ModelProto.parseFrom(RefittedGraph.of(ZERO, map(1)));
    assertThat(refitted.toBuilder().clearGraph().build())
        .isEqualTo(old.toBuilder().clearGraph().build());
    GraphProto graph = refitted.getGraph();
    assertThat(graph.getInputList()).isEqualTo(old.getGraph().getInputList());
    assertThat(graph.getOutputList()).isEqualTo(old.getGraph().getOutputList());
    List<TensorProto> constants =
        graph.getInitializerList().stream()
            .filter(constant -> !constant.getName().startsWith("kizuki/refit"))
            .toList();
    assertThat(constants).isEqualTo(old.getGraph().getInitializerList());
    List<NodeProto> network = old.getGraph().getNodeList();
    List<NodeProto> changed =
        network.stream()
            .filter(node -> !graph.getNodeList().contains(node))
            .collect(Collectors.toList());
    assertThat(changed).hasSize(1).allMatch(node -> node.getOpType().equals("Mul"));
  }

  @Test
  void aModelOfSeveralPlacesCannotBeRefitted() {
    byte[] parts = ModelFile.read(Path.of("models/demo-parts.onnx")).bytes();
    assertThatThrownBy(() -> RefittedGraph.of(parts, map(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the distance is not the length of one vector");
  }
}
