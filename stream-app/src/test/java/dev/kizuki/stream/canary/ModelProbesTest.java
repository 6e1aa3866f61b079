package dev.kizuki.stream.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.model.GoldenImage;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.models.ServedModel;
import dev.kizuki.stream.models.ServedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelProbesTest {
  @TempDir private Path folder;
  private final CanaryCounts counts = new CanaryCounts();
  private @Nullable ServedModels models;

  @AfterEach
  void close() {
    if (models != null) {
      models.close();
    }
  }

  private ServedModel model(@Nullable Path normalImage) {
    models =
        ServedModels.load(
            List.of(new ModelRule(TestModels.MNIST_ZERO, "*", null, normalImage, null, null)));
    return models.all().get(0);
  }

  private ModelProbes probes(ServedModel model) {
    return ModelProbes.of(model, "device", counts.metrics.of("zero"));
  }

  private static double largestGoldenDistance(ServedModel model) {
    return model.model().metadata().goldenImages().stream()
        .mapToDouble(GoldenImage::distance)
        .max()
        .orElseThrow();
  }

  private static boolean isRight(ProbeImage image, double distance, double threshold) {
    return image.isRight(Verdicts.event("id", "device", "", distance, threshold).data());
  }

  @Test
  void aModelIsProbedWithItsGoldenImageThatIsFarthestFromNormal() {
    ServedModel model = model(null);
    ModelProbes probes = probes(model);
    assertThat(probes.modelSha256()).isEqualTo(model.reference().sha256());
    assertThat(probes.images()).extracting(ProbeImage::name).containsExactly("golden");
    double distance = largestGoldenDistance(model);
    assertThat(isRight(probes.images().get(0), distance, model.threshold().distance())).isTrue();
  }

  @Test
  void theGoldenDistanceMayDifferByTheTolerance() {
    ServedModel model = model(null);
    ProbeImage golden = probes(model).images().get(0);
    double distance = largestGoldenDistance(model);
    double threshold = model.threshold().distance();
    double within = distance * ModelProbes.TOLERANCE * 0.99;
    double beyond = distance * ModelProbes.TOLERANCE * 1.01;
    assertThat(isRight(golden, distance + within, threshold)).isTrue();
    assertThat(isRight(golden, distance - within, threshold)).isTrue();
    assertThat(isRight(golden, distance + beyond, threshold)).isFalse();
    assertThat(isRight(golden, distance - beyond, threshold)).isFalse();
  }

  @Test
  void theRightDistanceWithTheWrongVerdictIsWrong() {
    ServedModel model = model(null);
    ProbeImage golden = probes(model).images().get(0);
    double distance = largestGoldenDistance(model);
    boolean anomalous = model.threshold().isExceededBy(distance);
    double otherThreshold = anomalous ? distance * 2 : distance / 2;
    assertThat(isRight(golden, distance, otherThreshold)).isFalse();
  }

  @Test
  void aNormalImageIsSentAsItsFileIsAndMustBeNormal() throws IOException {
    Path file = Files.write(folder.resolve("ring.raw"), TestModels.ring());
    ProbeImage normal = probes(model(file)).images().get(1);
    assertThat(normal.name()).isEqualTo("normal");
    assertThat(normal.payload()).isEqualTo(TestModels.ring());
    assertThat(isRight(normal, 10, 10)).isTrue();
    assertThat(isRight(normal, 10.1, 10)).isFalse();
  }

  @Test
  void aNormalImageThatIsMissingIsAnErrorOfTheConfiguration() {
    ServedModel model = model(folder.resolve("missing.png"));
    assertThatThrownBy(() -> probes(model))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("missing.png");
  }
}
