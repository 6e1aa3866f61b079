package dev.kizuki.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Alignment;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.data.Masks;
import dev.kizuki.trainer.data.TurnedPart;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedImagesTest {
  private static final int SIDE = 200;
  private static final Preprocessing ALIGNING =
      new Preprocessing(1, 64, 160, Resize.STRETCH, Optional.of(new Alignment(160, 10)));

  @TempDir private Path folder;
  private final Map<String, String> faults = new HashMap<>();

  /** A dark nail of 120 pixels; its head of 40 pixels is on the left at angle 0. */
  private static Pixels nail(double angle, boolean onlyDefect) {
    return TurnedPart.draw(
        SIDE,
        angle,
        (along, across) -> {
          boolean head = along >= -60 && along < -40 && Math.abs(across) < 20;
          boolean shaft = along >= -40 && along < 60 && Math.abs(across) < 8;
          boolean defect = along >= 20 && along < 40 && across >= 0 && across < 8;
          return onlyDefect ? (defect ? 255 : 0) : head || shaft ? 60 : 200;
        });
  }

  private Optional<byte[]> mask(Pixels image, boolean normal, Preprocessing shape) {
    LabelledImage labelled = new LabelledImage("bent", "test/bent/1.png", () -> new byte[0]);
    Masks masks = new Masks(folder, new ImageDecoder(ImageLimits.LOCAL_FILES));
    return new MaskedImages(shape, masks).mask(labelled, normal, image, faults);
  }

  private void write(Pixels mask) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, mask.samples());
    Path file = folder.resolve("ground_truth/bent/1_mask.png");
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2.5, 4, 5.5})
  void theDefectLiesAtTheSamePlaceWhateverWayThePartLies(double angle) throws IOException {
    write(nail(angle, true));
    byte[] mask = mask(nail(angle, false), false, ALIGNING).orElseThrow();
    assertThat(faults).isEmpty();
    double columns = 0;
    double rows = 0;
    int defective = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == MaskedImages.DEFECT) {
        int row = i / 160;
        columns += i % 160 + 0.5;
        rows += row + 0.5;
        defective++;
      }
    }
    assertThat(defective).isBetween(130, 190);
    // The centre of gravity is at -10, and the middle of the input 10 pixels further.
    assertThat(columns / defective).isBetween(107.0, 113.0);
    assertThat(rows / defective).isBetween(34.5, 37.5);
  }

  @Test
  void placesThatTheImageDoesNotCoverDoNotCount() {
    Preprocessing wide =
        new Preprocessing(1, 64, 160, Resize.STRETCH, Optional.of(new Alignment(800, 0)));
    byte[] mask = mask(nail(0.7, false), true, wide).orElseThrow();
    assertThat(mask[0]).isEqualTo(MaskedImages.OUTSIDE);
    assertThat(mask[32 * 160 + 80]).isEqualTo(MaskedImages.INTACT);
    assertThat(mask).doesNotContain(MaskedImages.DEFECT);
  }

  @Test
  void aMaskWithoutADefectIsNamed() throws IOException {
    write(new Pixels(1, SIDE, SIDE, new byte[SIDE * SIDE]));
    assertThat(mask(nail(1, false), false, ALIGNING)).isEmpty();
    assertThat(faults.get("test/bent/1.png")).contains("160 x 64");
  }
}
