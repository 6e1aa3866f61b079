package dev.kizuki.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.export.ExportProof;
import dev.kizuki.trainer.export.Feature;
import dev.kizuki.trainer.vae.Epoch;
import dev.kizuki.trainer.vae.TrainedVae;
import dev.kizuki.trainer.vae.VaeTraining;
import java.util.Optional;
import java.util.OptionalInt;
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

  /** A bright square on noise; where it lies differs between images, or does not. */
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
    Recipe recipe =
        new Recipe.Request(images.shape(), 80)
            .network(Optional.of(Network.PATCH))
            .feature(Optional.of(feature))
            .layout(Optional.of(Layout.SHARED))
            .latent(OptionalInt.of(3))
            .epochs(OptionalInt.of(1))
            .complete();
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
    Recipe recipe =
        new Recipe.Request(images.shape(), 80)
            .feature(Optional.of(Feature.GRADIENTS))
            .epochs(OptionalInt.of(1))
            .complete();
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
    Recipe recipe = new Recipe.Request(images.shape(), 80).epochs(OptionalInt.of(2)).complete();
    assertThat(recipe.network()).isEqualTo(Network.CONV);
    FeatureChoice choice =
        withVae(recipe, images, vae -> new FeatureChoice(vae, recipe, images, split(images), 1));
    assertThat(choice.auroc()).hasSameSizeAs(recipe.candidates());
    double best = choice.auroc().values().stream().mapToDouble(v -> v).max().orElseThrow();
    assertThat(choice.auroc().get(choice.chosen())).isEqualTo(best);
  }

  @Test
  void fewImagesAreTrainedForAsManyStepsAsMany() {
    Preprocessing small = new Preprocessing(1, 28, 28, Resize.NONE);
    assertThat(new Recipe.Request(small, 320).complete().epochs()).isEqualTo(150);
    assertThat(new Recipe.Request(small, 50_000).complete().epochs()).isEqualTo(16);
  }

  @Test
  void largeImagesHaveTooManyPlacesForAGaussianEach() {
    Preprocessing large = new Preprocessing(1, 512, 512, Resize.FIT);
    assertThat(new Recipe.Request(large, 1000).complete().candidates())
        .isNotEmpty()
        .allMatch(
            candidate ->
                candidate.layout() == Layout.SHARED || candidate.feature() == Feature.CONV);
  }
}
