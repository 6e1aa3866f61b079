package dev.kizuki.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.feature.FeatureGraphs;
import dev.kizuki.trainer.feature.FeatureSize;
import dev.kizuki.trainer.proof.ExportProof;
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

  /** A bright square on noise, at the same place in all images or at different places. */
  private static PixelStore squares(int channels, int side, boolean fixed) {
    PixelStore store = new PixelStore(new Preprocessing(channels, side, side, Resize.NONE), IMAGES);
    Random random = new Random(1);
    for (int n = 0; n < IMAGES; n++) {
      int left = fixed ? 8 : random.nextInt(side - 12);
      int top = fixed ? side - 24 : random.nextInt(side - 12);
      var target = store.image(n);
      for (int i = 0; i < channels * side * side; i++) {
        int x = i % side;
        int y = i / side % side;
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

  @ParameterizedTest
  @CsvSource({"1, 64, GRADIENTS", "3, 48, CONV_GRADIENTS", "1, 72, MU"})
  void windowsOfAnImageGetWhatTheNetworkGivesThem(int channels, int side, Feature feature) {
    PixelStore images = squares(channels, side, true);
    RecipeOptions options =
        RecipeOptions.builder()
            .network(Network.PATCH)
            .feature(feature)
            .gaussian(Layout.SHARED)
            .latent(3)
            .epochs(1)
            .build();
    Recipe recipe = options.complete(images.shape(), 80);
    ExportProof proof =
        withVae(
            recipe,
            images,
            vae ->
                ExportProof.of(
                    vae,
                    new FeatureChoice(vae, recipe, images, split(images), 1).model(),
                    images,
                    Split.indices(split(images).calibration())));
    assertThat(proof.latentError()).isLessThan(1e-5);
    assertThat(proof.distanceError()).isLessThan(1e-5);
  }

  /** Bars of many widths, in the same places in all images. */
  private static PixelStore bars(int side) {
    int images = 600;
    PixelStore store = new PixelStore(new Preprocessing(1, side, side, Resize.NONE), images);
    Random random = new Random(2);
    for (int n = 0; n < images; n++) {
      var target = store.image(n);
      for (int i = 0; i < side * side; i++) {
        int x = i % side;
        int y = i / side;
        boolean ink = (x * x / 60 + (y > side / 2 ? y * y / 90 : 0)) % 3 == 0;
        target.put((byte) Math.round((ink ? 170 : 90) + 8 * random.nextGaussian()));
      }
    }
    return store;
  }

  @Test
  void partsThatAlwaysLieTheSameWayGetAGaussianForEachPlace() {
    PixelStore images = bars(64);
    RecipeOptions options = RecipeOptions.builder().feature(Feature.GRADIENTS).epochs(1).build();
    Recipe recipe = options.complete(images.shape(), 80);
    assertThat(recipe.network()).isEqualTo(Network.PATCH);
    Candidate chosen =
        withVae(
            recipe,
            images,
            vae -> new FeatureChoice(vae, recipe, images, split(images), 1).chosen());
    assertThat(chosen.layout()).isEqualTo(Layout.POSITION);
  }

  @Test
  void smallImagesAreSeenAsAWholeAndTheBestFeatureIsTaken() {
    PixelStore images = squares(1, 28, false);
    RecipeOptions options = RecipeOptions.builder().epochs(2).build();
    Recipe recipe = options.complete(images.shape(), 80);
    assertThat(recipe.network()).isEqualTo(Network.CONV);
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
  void largeImagesHaveTooManyPlacesForAGaussianEach() {
    Preprocessing large = new Preprocessing(1, 512, 512, Resize.FIT);
    assertThat(RecipeOptions.DEFAULTS.complete(large, 1000).candidates())
        .isNotEmpty()
        .allMatch(
            candidate ->
                candidate.layout() == Layout.SHARED || candidate.feature() == Feature.CONV);
  }

  @ParameterizedTest
  @CsvSource({"MLP, 28, 28", "CONV, 28, 28", "CONV, 40, 24", "PATCH, 64, 48"})
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
            long d = FeatureGraphs.of(vae, feature).dimensions();
            assertThat(FeatureSize.covarianceEntries(vae.architecture(), feature, false))
                .as(feature.title())
                .isEqualTo(d * d);
          }
          return null;
        });
  }

  @ParameterizedTest
  @CsvSource({
    "CONV, , IMAGE, 512, 512, or --network patch",
    "PATCH, HIDDEN, POSITION, 512, 512, or --gaussian shared",
    "PATCH, GRADIENTS, SHARED, 4000, 4000, windows",
    "MLP, HIDDEN, IMAGE, 768, 768, use a smaller --size",
  })
  void aFeatureThatIsTooLargeIsRefusedBeforeTheTraining(
      Network network,
      @org.jspecify.annotations.Nullable Feature feature,
      Layout layout,
      int height,
      int width,
      String message) {
    RecipeOptions options =
        RecipeOptions.builder()
            .network(network)
            .feature(feature == null ? Feature.RESIDUAL : feature)
            .gaussian(layout)
            .build();
    assertThatThrownBy(
            () -> options.complete(new Preprocessing(1, height, width, Resize.NONE), 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
