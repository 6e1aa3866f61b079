package dev.kizuki.embedded.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.scoring.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotographLinesTest {
  private static final int SIDE = 64;

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
      Measurement measurement =
          new ScoringLine("two threads", model, payloads, 2, Duration.ofMillis(200)).run();
      assertThat(measurement.images()).isPositive();
      assertThat(measurement.cpuSeconds()).isPositive();
      assertThat(measurement.seconds()).isGreaterThanOrEqualTo(0.2);
    }
  }

  @Test
  void aModelThatRejectsOtherSizesIsMeasuredWithItsOwn() {
    try (BenchModel model = new BenchModel(folder, model())) {
      assertThat(new PhotographLines(model, BenchSize.QUICK).make())
          .extracting(Line::name)
          .contains("JPEG of 64 x 64 to score, 1 thread", "PNG of 64 x 64 to score, 2 threads")
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
