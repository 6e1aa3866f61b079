package dev.kizuki.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.Pixels;
import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.WhitenedGraph;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FeatureDirectionsTest {
  private static final Path ZERO = Path.of("models/mnist-zero.onnx");

  @Test
  void theSharesOfAllDirectionsAddUpToOne() {
    ModelFile file = ModelFile.read(ZERO);
    try (Model model = Model.load(file)) {
      Preprocessing shape = model.metadata().preprocessing();
      GoldenImage golden = model.metadata().goldenImages().get(0);
      Pixels input = new Pixels(shape.channels(), shape.height(), shape.width(), golden.pixels());

      FeatureDirections directions =
          FeatureDirections.of(file, shape, input, golden.distance(), 10_000).orElseThrow();

      assertThat(directions.largest()).hasSize(directions.dimensions());
      double sum =
          directions.largest().stream().mapToDouble(FeatureDirections.Direction::share).sum();
      assertThat(sum).isCloseTo(1, within(1e-9));
      double squares =
          directions.largest().stream().mapToDouble(each -> Math.pow(each.deviations(), 2)).sum();
      assertThat(Math.sqrt(squares)).isCloseTo(golden.distance(), within(1e-3));
    }
  }

  @Test
  void aVectorOfAnotherLengthIsNotTheFeature() {
    ModelFile file = ModelFile.read(ZERO);
    try (Model model = Model.load(file)) {
      Preprocessing shape = model.metadata().preprocessing();
      GoldenImage golden = model.metadata().goldenImages().get(0);
      Pixels input = new Pixels(shape.channels(), shape.height(), shape.width(), golden.pixels());

      assertThat(FeatureDirections.of(file, shape, input, golden.distance() + 1, 5)).isEmpty();
    }
  }

  @Test
  void aModelOfSeveralPlacesHasNone() {
    assertThat(WhitenedGraph.of(ModelFile.read(Path.of("models/demo-parts.onnx")).bytes()))
        .isEmpty();
  }
}
