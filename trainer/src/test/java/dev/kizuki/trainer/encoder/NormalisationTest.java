package dev.kizuki.trainer.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalisationTest {
  private static final Preprocessing PIXEL = new Preprocessing(3, 1, 1, Resize.NONE);

  /** Values of torchvision.transforms.Normalize for the pixel (255, 51, 0). */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "imagenet, 2.2489083, -1.1428571, -1.8044444",
        "\"0.485,0.456,0.406/0.229,0.224,0.225\", 2.2489083, -1.1428571, -1.8044444",
        "\"123.675,116.28,103.53/58.395,57.12,57.375\", 2.2489083, -1.1428571, -1.8044444",
        "unit, 1, 0.2, 0",
        "signed, 1, -0.6, -1",
        "127.5/127.5, 1, -0.6, -1",
        "none, 255, 51, 0",
        "0/255, 1, 0.2, 0"
      })
  void pixelsBecomeWhatTheNetworkWasTrainedOn(String text, float red, float green, float blue) {
    OnnxGraph graph = new OnnxGraph();
    String image = graph.imageInput(PIXEL);
    graph.output(Normalisation.of(text).write(graph, image), "x", -1, 3, 1, 1);
    try (GraphRunner runner = new GraphRunner(graph.toBytes(), PIXEL)) {
      assertThat(runner.runAll("x", 1, i -> ByteBuffer.wrap(new byte[] {(byte) 255, 51, 0})))
          .containsExactly(new float[] {red, green, blue}, within(1e-5f));
    }
  }

  @Test
  void theFormulaIsTold() {
    assertThat(Normalisation.of("imagenet").describe())
        .isEqualTo("x / 255, minus 0.485, 0.456, 0.406, divided by 0.229, 0.224, 0.225 (imagenet)");
    assertThat(Normalisation.of("unit").describe()).isEqualTo("x / 255 (unit)");
    assertThat(Normalisation.of("127.5/127.5").describe())
        .isEqualTo("x, minus 127.5, divided by 127.5 (values for pixels from 0 to 255)");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"caffe", "\"0.5,0.5\"", "a/b", "0.5/0.5/0.5", "\"\""})
  void otherTextsAreRefusedWithTheChoices(String text) {
    assertThatThrownBy(() -> Normalisation.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("imagenet, unit, signed, none, or means/deviations");
  }

  @Test
  void deviationsMustBePositive() {
    assertThatThrownBy(() -> Normalisation.of("0.5/0"))
        .hasMessage("the deviations of --normalise must be positive, were 0");
  }
}
