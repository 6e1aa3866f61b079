package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.image.Pixels;
import dev.kizuki.model.Alignment;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.NormalImages.ShapeRequest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartSurveyTest {
  private static final int SIDE = 200;
  @TempDir private Path folder;
  private final Random random = new Random(1);
  private final ImageSizes sizes = new ImageSizes();
  private final PartSurvey parts = new PartSurvey();

  /** Draws a dark nail: a head of 20 x 40 pixels and a shaft of 100 x 16 pixels. */
  private Pixels nail(double angle, double middle) {
    byte[] samples = new byte[SIDE * SIDE];
    for (int i = 0; i < samples.length; i++) {
      int row = i / SIDE;
      double x = i % SIDE + 0.5 - middle;
      double y = row + 0.5 - middle;
      double along = x * Math.cos(angle) + y * Math.sin(angle);
      double across = Math.abs(y * Math.cos(angle) - x * Math.sin(angle));
      boolean head = along >= -60 && along < -40 && across < 20;
      boolean shaft = along >= -40 && along < 60 && across < 8;
      samples[i] = (byte) Math.round((head || shaft ? 60 : 200) + 3 * random.nextGaussian());
    }
    return new Pixels(1, SIDE, SIDE, samples);
  }

  private Pixels noise() {
    byte[] samples = new byte[SIDE * SIDE];
    random.nextBytes(samples);
    return new Pixels(1, SIDE, SIDE, samples);
  }

  private void nails(int count, DoubleSupplier angle) {
    for (int i = 0; i < count; i++) {
      see(nail(angle.getAsDouble(), SIDE / 2.0));
    }
  }

  private void see(Pixels image) {
    sizes.add(image.width(), image.height());
    parts.add(image);
  }

  private double anyAngle() {
    return random.nextDouble() * 2 * Math.PI;
  }

  private ShapeChoice choice(int width, int height, AlignRule rule) {
    return ShapeChoice.of(new ShapeRequest(1, width, height, Optional.empty(), rule), sizes, parts);
  }

  @Test
  void partsThatLieAnyWayAreAligned() {
    nails(39, this::anyAngle);
    see(noise());
    ShapeChoice choice = choice(0, 0, AlignRule.AUTO);
    assertThat(choice.sentences().get(0)).startsWith("Images are aligned by their part: 98 %");
    Preprocessing shape = choice.shape();
    assertThat(shape.resize()).isEqualTo(Resize.STRETCH);
    assertThat(shape.width()).as("120 pixels and a margin").isBetween(136, 152);
    assertThat(shape.height()).as("40 pixels and a margin").isBetween(64, 72);
    Alignment alignment = shape.alignment().orElseThrow();
    assertThat(alignment.length()).isBetween(138.0, 160.0);
    // The head has its middle at -50 and 800 pixels, the shaft at 10 and 1,600.
    assertThat(alignment.offset()).isBetween(8.0, 12.0);
  }

  @ParameterizedTest
  @CsvSource({"256, 64", "64, 256", "80, 80"})
  void thePartFitsIntoAnySizeThatTheUserAsksFor(int width, int height) {
    nails(30, this::anyAngle);
    Preprocessing shape = choice(width, height, AlignRule.AUTO).shape();
    assertThat(shape.width()).isEqualTo(width);
    assertThat(shape.height()).isEqualTo(height);
    double shown = shape.alignment().orElseThrow().length();
    assertThat(shown).isGreaterThan(138);
    assertThat(shown * Math.min(width, height) / Math.max(width, height)).isGreaterThan(60);
  }

  @Test
  void alignedImagesAreStored() throws IOException {
    for (int i = 0; i < 12; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      byte[] samples = nail(anyAngle(), SIDE / 2.0).samples();
      image.getRaster().setDataElements(0, 0, SIDE, SIDE, samples);
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
    NormalImages images = NormalImages.read(DataSet.open(folder), "", new ShapeRequest(1, 0, 0));
    assertThat(images.store().shape().alignment()).isPresent();
    ByteBuffer first = images.store().image(0);
    for (int i = 1; i < 12; i++) {
      ByteBuffer other = images.store().image(i);
      double sum = 0;
      for (int j = 0; j < first.capacity(); j++) {
        sum += Math.abs((first.get(j) & 0xff) - (other.get(j) & 0xff));
      }
      assertThat(sum / first.capacity()).as("mean difference").isLessThan(8);
    }
  }

  @Test
  void partsThatLieOneWayAreNotAligned() {
    nails(30, () -> 1 + 0.1 * random.nextGaussian());
    ShapeChoice choice = choice(0, 0, AlignRule.AUTO);
    assertThat(choice.shape().alignment()).isEmpty();
    assertThat(choice.sentences().get(1))
        .startsWith("Images are not aligned: 100 %")
        .contains("varies by 6 degrees only");
    assertThat(choice(0, 0, AlignRule.PART).shape().alignment()).isPresent();
  }

  @Test
  void imagesOfWhichManyShowNoFreePartAreNotAligned() {
    nails(20, this::anyAngle);
    for (int i = 0; i < 5; i++) {
      see(noise());
      see(nail(anyAngle(), 5));
    }
    ShapeChoice choice = choice(0, 0, AlignRule.AUTO);
    assertThat(choice.shape()).isEqualTo(new Preprocessing(1, SIDE, SIDE, Resize.NONE));
    assertThat(choice.sentences().get(1)).contains("67 % of them", "95 % are needed");
  }

  @Test
  void theUserDecides() {
    nails(30, this::anyAngle);
    ShapeChoice choice = choice(0, 0, AlignRule.NONE);
    assertThat(choice.shape().alignment()).isEmpty();
    assertThat(choice.sentences()).contains("Images are not aligned, as --align says.");
  }

  @Test
  void smallImagesAreNotAligned() {
    see(new Pixels(1, 28, 28, new byte[28 * 28]));
    assertThat(choice(0, 0, AlignRule.AUTO).sentences().get(1)).contains("images this small");
  }

  @Test
  void imagesWithoutAPartCannotBeAligned() {
    see(noise());
    assertThatThrownBy(() -> choice(0, 0, AlignRule.PART))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("leave --align part out");
  }
}
