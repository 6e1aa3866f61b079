package dev.kizuki.embedded.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.scoring.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotographLinesTest {
  private static final int SIDE = 64;

  private static final TimedLoops SHORT = new TimedLoops(2, Duration.ofMillis(200));

  @TempDir private Path folder;

  private Path model() {
    return ReferenceModel.write(folder.resolve("model.onnx"), SIDE, 32, 32);
  }

  @Test
  void measuresTheWayFromAnEncodedImageToItsScoreInEachThread() throws InterruptedException {
    List<byte[]> payloads =
        BenchImages.textured(SIDE, 2).stream()
            .map(raw -> BenchImages.encoded(raw, SIDE, "jpeg"))
            .toList();
    try (Model model = Model.load(model())) {
      Measurement measurement = new ScoringLine("two threads", model, payloads, SHORT).run();
      assertThat(measurement.images()).isPositive();
      assertThat(measurement.cpuSeconds()).isPositive();
      assertThat(measurement.seconds()).isGreaterThanOrEqualTo(0.2);
    }
  }

  @Test
  void measuresOnnxRuntimeAloneOnTheSamePixels() throws InterruptedException {
    byte[] raw = BenchImages.textured(SIDE, 1).get(0);
    List<byte[]> payloads = List.of(BenchImages.encoded(raw, SIDE, "png"));
    try (Model model = Model.load(model())) {
      RuntimeLine line = RuntimeLine.of("alone", model, payloads, SHORT);
      byte[] pixels = new byte[SIDE * SIDE];
      line.inputs().get(0).duplicate().get(pixels);
      assertThat(pixels).isEqualTo(raw);
      assertThat(line.run().images()).isPositive();
    }
  }

  @Test
  void tellsTheCpuTimeBeyondOnnxRuntime() {
    BenchTable table = new BenchTable();
    table.add("JPEG of 256 x 256 to score, 1 thread", new Measurement(100, 1, 0.8, 0));
    table.add("ONNX Runtime alone, pixels of 256 x 256, 1 thread", new Measurement(100, 1, 0.6, 0));
    table.add("PNG of 64 x 64 to score, 1 thread", new Measurement(100, 1, 0.5, 0));
    assertThat(PhotographLines.beyondRuntime(table.rows()))
        .containsOnlyKeys("CPU ms an image beyond ONNX Runtime, JPEG of 256 x 256")
        .allSatisfy((name, millis) -> assertThat(millis).isCloseTo(2, within(1e-6)));
  }

  @Test
  void aModelThatRejectsOtherSizesIsMeasuredWithItsOwn() {
    try (BenchModel model = new BenchModel(folder, model())) {
      assertThat(new PhotographLines(model, BenchSize.QUICK).make())
          .extracting(Line::name)
          .contains(
              "JPEG of 64 x 64 to score, 1 thread",
              "PNG of 64 x 64 to score, 2 threads",
              "ONNX Runtime alone, pixels of 64 x 64, 2 threads")
          .noneMatch(name -> name.contains("256"));
    }
  }

  @Test
  void texturesVaryAndEncodeLikePhotographs() {
    List<byte[]> images = BenchImages.textured(256, 2);
    assertThat(images.get(0)).isNotEqualTo(images.get(1));
    assertThat(BenchImages.encoded(images.get(0), 256, "png").length).isGreaterThan(256 * 256 / 3);
  }
}
