package dev.kizuki.trainer.feature;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.DataException;
import org.junit.jupiter.api.Test;

class FeatureLimitsTest {
  private static Preprocessing images(int channels, int height, int width) {
    return new Preprocessing(channels, height, width, Resize.STRETCH);
  }

  @Test
  void goldenImagesCountForTheSizeOfTheModel() {
    assertThatThrownBy(
            () -> FeatureLimits.requireModelSize(1 << 20, images(3, 5000, 5000), "use less"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model file would have 573 MB, at most 512 are read: use less");
    assertThatCode(() -> FeatureLimits.requireModelSize(1 << 20, images(3, 512, 512), ""))
        .doesNotThrowAnyException();
  }

  @Test
  void covariancesThatDoNotFitIntoTheMemoryAreRefused() {
    assertThatThrownBy(() -> FeatureLimits.requireMemory(1L << 40))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("JAVA_OPTS=-Xmx");
  }
}
