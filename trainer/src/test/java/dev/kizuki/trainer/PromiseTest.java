package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.RateInterval;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

/** The promised false-alarm rate holds for normal images that were not used for the model. */
class PromiseTest {
  private static final int IMAGES = 2000;

  private static List<Score> scores(Model model, Stream<byte[]> images) {
    try (ImageJudge judge = new ImageJudge(model, ImageLimits.DEFAULT)) {
      return judge.judge(images.toList()).stream()
          .map(verdict -> ((Verdict.Scored) verdict).score())
          .toList();
    }
  }

  @Test
  void pValuesOfUnseenNormalImagesAreUniform() {
    PartCamera camera = new PartCamera(987_654);
    try (Model model = Model.load(Path.of("../onnx-models/models/demo-parts.onnx"))) {
      List<Score> scores = scores(model, Stream.generate(() -> camera.next(null)).limit(IMAGES));
      // exchangeable distances are what uniform p-values rest on; one test of a thousand fails
      float[] calibration = model.metadata().calibration().distances();
      double sameDistribution =
          KolmogorovSmirnovTest.withDefaults()
              .test(
                  IntStream.range(0, calibration.length).mapToDouble(i -> calibration[i]).toArray(),
                  scores.stream().mapToDouble(Score::distance).toArray())
              .getPValue();
      assertThat(sameDistribution).isGreaterThan(0.001);
      for (double rate : new double[] {0.05, 0.2, 0.5}) {
        int below = (int) scores.stream().filter(score -> score.pValue() <= rate).count();
        RateInterval allowed =
            RateInterval.ofThreshold(
                model.metadata().calibration().allowed(rate), calibration.length);
        RateInterval measured = RateInterval.of(below, IMAGES);
        assertThat(measured.low()).as("p <= %s", rate).isLessThan(allowed.high());
        assertThat(measured.high()).as("p <= %s", rate).isGreaterThan(allowed.low());
      }
    }
  }

  @Test
  void pValuesOfDefectsAreNotUniform() {
    PartCamera camera = new PartCamera(123);
    try (Model model = Model.load(Path.of("../onnx-models/models/demo-parts.onnx"))) {
      List<Score> scores =
          scores(model, Stream.generate(() -> camera.next(Defect.DENT)).limit(100));
      assertThat(scores).filteredOn(score -> score.pValue() <= 0.01).hasSizeGreaterThan(90);
    }
  }
}
