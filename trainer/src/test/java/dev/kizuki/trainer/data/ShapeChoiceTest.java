package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.NormalImages.ShapeRequest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeChoiceTest {
  private final ImageSizes sizes = new ImageSizes();
  private final PartSurvey parts = new PartSurvey();

  private void images(int count, int width, int height) {
    for (int i = 0; i < count; i++) {
      sizes.add(width, height);
    }
  }

  private Preprocessing chosen() {
    return choice(new ShapeRequest(1, 0, 0)).shape();
  }

  private ShapeChoice choice(ShapeRequest request) {
    return ShapeChoice.of(request, sizes, parts);
  }

  private static Preprocessing input(int width, int height, Resize resize) {
    return new Preprocessing(1, height, width, resize);
  }

  @ParameterizedTest
  @CsvSource({
    "28, 28, 28, 28, NONE",
    "128, 96, 128, 96, NONE",
    "384, 200, 384, 200, NONE",
    "100, 70, 104, 72, STRETCH",
    "392, 392, 256, 256, STRETCH",
    "1024, 768, 256, 192, STRETCH",
    "1000, 100, 640, 64, STRETCH",
    "30, 300, 30, 300, NONE",
  })
  void imagesOfOneSizeKeepItIfItIsModerate(
      int width, int height, int newWidth, int newHeight, Resize resize) {
    images(5, width, height);
    assertThat(chosen()).isEqualTo(input(newWidth, newHeight, resize));
  }

  @Test
  void theMedianDecidesAndNotTheMostFrequentSize() {
    images(4, 618, 618);
    images(3, 200, 100);
    images(3, 210, 105);
    images(3, 208, 104);
    assertThat(chosen()).isEqualTo(input(208, 104, Resize.STRETCH));
  }

  @Test
  void mixedSizesAreScaledDownToTheDefaultSide() {
    images(5, 600, 400);
    images(5, 660, 440);
    images(5, 630, 420);
    ShapeChoice choice = choice(new ShapeRequest(3, 0, 0));
    assertThat(choice.shape()).isEqualTo(new Preprocessing(3, 168, 256, Resize.STRETCH));
    assertThat(choice.sentences())
        .contains(
            "Images are stretched to 256 x 168 pixels (the median of their areas and aspects,"
                + " 630 x 420, scaled down; 0 % of them differ from the median aspect by more than"
                + " a factor of 2).");
  }

  @Test
  void manyOtherAspectsArePaddedAndFewAreStretched() {
    images(18, 200, 200);
    images(2, 200, 90);
    assertThat(chosen().resize()).isEqualTo(Resize.STRETCH);
    images(1, 90, 200);
    assertThat(chosen()).isEqualTo(input(200, 200, Resize.PAD));
  }

  @ParameterizedTest
  @CsvSource({"STRETCH, STRETCH", "FIT, PAD", "CROP, CROP"})
  void theUserDecidesAboutImagesOfOtherSizes(ResizeRule asked, Resize resize) {
    images(3, 128, 96);
    ShapeChoice choice = choice(new ShapeRequest(1, 0, 0, Optional.of(asked), AlignRule.AUTO));
    assertThat(choice.shape()).isEqualTo(input(128, 96, resize));
    assertThat(choice.sentences().get(0)).contains("--resize");
  }

  @Test
  void theUserDecidesAboutTheSize() {
    images(3, 100, 50);
    images(3, 101, 50);
    ShapeChoice choice = choice(new ShapeRequest(1, 70, 50));
    assertThat(choice.shape()).isEqualTo(input(70, 50, Resize.STRETCH));
    assertThat(choice.sentences().get(0)).contains("70 x 50", "--size");
  }

  @Test
  void theReportTellsTheRangeOfSizes() {
    images(2, 100, 50);
    assertThat(sizes).hasToString("all 100 x 50");
    images(2, 103, 110);
    images(1, 618, 200);
    assertThat(sizes)
        .hasToString(
            "3 different, smallest 100 x 50, median 103 x 110, largest 618 x 200; width / height"
                + " from 0.94 to 3.09");
  }
}
