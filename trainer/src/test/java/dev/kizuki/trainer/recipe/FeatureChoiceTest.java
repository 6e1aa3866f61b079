package dev.kizuki.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.feature.EncoderGraph;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.feature.FeatureSize;
import dev.kizuki.trainer.vae.Epoch;
import dev.kizuki.trainer.vae.TrainedVae;
import dev.kizuki.trainer.vae.VaeTraining;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureChoiceTest {
  private static final int IMAGES = 120;

  private static final VaeTraining.Listener SILENT =
      new VaeTraining.Listener() {
        @Override
        public void step(int epoch, int step, int steps, double loss, double kl) {}

        @Override
        public void epoch(Epoch epoch) {}
      };

  /** A bright square on noise, at different places. */
  private static PixelStore squares(int side) {
    PixelStore store = new PixelStore(new Preprocessing(1, side, side, Resize.NONE), IMAGES);
    Random random = new Random(1);
    for (int n = 0; n < IMAGES; n++) {
      int left = random.nextInt(side - 12);
      int top = random.nextInt(side - 12);
      var target = store.image(n);
      for (int i = 0; i < side * side; i++) {
        int x = i % side;
        int y = i / side;
        boolean ink = x >= left && x < left + 12 && y >= top && y < top + 12;
        target.put((byte) Math.round((ink ? 190 : 90) + 8 * random.nextGaussian()));
      }
    }
    return store;
  }

  private static Split split(PixelStore images) {
    return Split.of(images.size(), Integer::toString, 19, 1);
  }

  private static <T> T withVae(
      Recipe recipe, PixelStore images, java.util.function.Function<TrainedVae, T> use) {
    try (TrainedVae vae = Learner.learn(recipe, images, split(images), 1, SILENT)) {
      return use.apply(vae);
    }
  }

  @Test
  void theFeatureThatBestTellsSpoiledImagesIsTaken() {
    PixelStore images = squares(28);
    RecipeOptions options = RecipeOptions.builder().epochs(2).build();
    Recipe recipe = options.complete(images.shape(), 80);
    FeatureChoice choice =
        withVae(recipe, images, vae -> new FeatureChoice(vae, recipe, images, split(images), 1));
    assertThat(choice.auroc()).hasSameSizeAs(recipe.candidates());
    double best = choice.auroc().values().stream().mapToDouble(v -> v).max().orElseThrow();
    assertThat(choice.auroc().get(choice.chosen())).isEqualTo(best);
  }

  @Test
  void fewImagesAreTrainedForAsManyStepsAsManyImages() {
    Preprocessing small = new Preprocessing(1, 28, 28, Resize.NONE);
    assertThat(RecipeOptions.DEFAULTS.complete(small, 320).epochs()).isEqualTo(150);
    assertThat(RecipeOptions.DEFAULTS.complete(small, 50_000).epochs()).isEqualTo(16);
  }

  @Test
  void featuresOfLongImagesThatNeedALargeCovarianceAreNoCandidates() {
    Preprocessing strip = new Preprocessing(1, 32, 256, Resize.NONE);
    assertThat(RecipeOptions.DEFAULTS.complete(strip, 1000).candidates())
        .contains(Feature.GRADIENTS, Feature.CONV)
        .doesNotContain(Feature.GRADIENTS_RESIDUAL);
  }

  @ParameterizedTest
  @CsvSource({"MLP, 28, 28", "CONV, 28, 28", "CONV, 40, 24"})
  void theSizeOfEveryFeatureIsKnownBeforehand(Network network, int height, int width) {
    PixelStore images = new PixelStore(new Preprocessing(1, height, width, Resize.NONE), IMAGES);
    Random random = new Random(3);
    for (int n = 0; n < IMAGES; n++) {
      byte[] noise = new byte[height * width];
      random.nextBytes(noise);
      images.image(n).put(noise);
    }
    RecipeOptions options = RecipeOptions.builder().network(network).latent(5).epochs(1).build();
    Recipe recipe = options.complete(images.shape(), 80);
    withVae(
        recipe,
        images,
        vae -> {
          for (Feature feature : network.defaults().features()) {
            long d = EncoderGraph.of(vae, feature).dimensions();
            assertThat(FeatureSize.covarianceEntries(vae.architecture(), feature))
                .as(feature.title())
                .isEqualTo(d * d);
          }
          return null;
        });
  }

  @ParameterizedTest
  @CsvSource({
    "CONV, RESIDUAL, 512, 512, or --network photo",
    "CONV, GRADIENTS, 16, 4000, too many: use a smaller --size",
    "MLP, HIDDEN, 768, 768, use a smaller --size",
  })
  void aFeatureThatIsTooLargeIsRefusedBeforeTheTraining(
      Network network, Feature feature, int height, int width, String message) {
    RecipeOptions options = RecipeOptions.builder().network(network).feature(feature).build();
    assertThatThrownBy(
            () -> options.complete(new Preprocessing(1, height, width, Resize.NONE), 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
