package dev.kizuki.trainer.onnx;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.kizuki.model.ModelException;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.GraphRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime reads old opsets by itself; the rewritten graph must give the same. */
class OlderOpsetTest {
  private static final Preprocessing SHAPE = new Preprocessing(3, 2, 4, Resize.NONE);

  @TempDir private Path folder;

  private Path encoder(long opset) throws IOException {
    OnnxGraph graph = new OnnxGraph();
    String x = graph.castToFloat(graph.imageInput(SHAPE));
    String unit = graph.node("Div", x, graph.constant(255));
    String kept = graph.node("Dropout", List.of(), unit);
    List<String> parts =
        graph.nodes("Split", 2, List.of(integer("axis", 1), integers("split", 1, 2)), kept);
    String summed = graph.node("ReduceSum", List.of(integers("axes", 1)), parts.get(1));
    String flat = graph.node("Squeeze", List.of(integers("axes", 1)), summed);
    String back = graph.node("Unsqueeze", List.of(integers("axes", 1)), flat);
    String joined = graph.node("Concat", List.of(integer("axis", 1)), parts.get(0), back);
    String soft = graph.node("Softmax", List.of(), joined);
    graph.output(graph.node("LogSoftmax", List.of(integer("axis", 2)), soft), "y", -1, 2, 2, 4);
    ModelProto.Builder model = ModelProto.parseFrom(graph.toBytes()).toBuilder();
    model.getOpsetImportBuilder(0).setVersion(opset);
    return Files.write(folder.resolve("old.onnx"), model.build().toByteArray());
  }

  private static float[] run(byte[] graph, String output) {
    byte[] image = new byte[SHAPE.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i * 10);
    }
    try (GraphRunner runner = new GraphRunner(graph, SHAPE)) {
      return runner.runAll(output, 1, i -> ByteBuffer.wrap(image));
    }
  }

  @Test
  void anOldGraphGivesTheSameInTheNewOpset() throws IOException {
    Path file = encoder(11);
    OnnxGraph prelude = new OnnxGraph();
    String image = prelude.imageInput(SHAPE);
    OnnxGraph upgraded = ImportedGraph.read(file).after(prelude, image);
    String y = ImportedGraph.tensor("y");
    upgraded.inferredOutput(y);
    ModelProto model = ModelProto.parseFrom(upgraded.toBytes());
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(13);
    assertThat(run(upgraded.toBytes(), y)).isEqualTo(run(Files.readAllBytes(file), "y"));
  }

  @Test
  void anOlderOpsetIsRefusedWithTheRemedy() throws IOException {
    Path file = encoder(9);
    assertThatThrownBy(() -> ImportedGraph.read(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("it uses opset 9; export it with opset 11 or newer");
  }
}
