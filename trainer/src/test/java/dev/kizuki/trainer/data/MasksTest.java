package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasksTest {
  @TempDir private Path root;
  private final Map<String, String> faults = new TreeMap<>();

  private static LabelledImage image(String name) {
    return new LabelledImage("bad", name, () -> new byte[0]);
  }

  private Masks masks() {
    return new Masks(root, new ImageDecoder(ImageLimits.DEFAULT));
  }

  /** Writes a mask of 4 x 3 pixels whose pixel in column 2 and row 1 is marked. */
  private void write(String name, int type, int rgb) throws IOException {
    BufferedImage mask = new BufferedImage(4, 3, type);
    mask.setRGB(2, 1, rgb);
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(mask, "png", file.toFile());
  }

  @ParameterizedTest
  @CsvSource({
    "test/bad/001.png, ground_truth/bad/001_mask.png",
    "test/bad/001.jpg, ground_truth/bad/001.png",
    "test/bad/2026-11-01/001.png, Ground_Truth/bad/2026-11-01/001_mask.png",
    "test_public/bad/001_regular.png, test_public/ground_truth/bad/001_regular_mask.png",
    "Data/Images/Anomaly/001.JPG, Data/Masks/Anomaly/001.png",
    "Images/Anomaly/001.JPG, Masks/Anomaly/001.png",
  })
  void masksAreFoundInTheLayoutsOfDataSets(String image, String mask) throws IOException {
    assertThat(masks().existFor(List.of(image(image)))).isFalse();
    write(mask, BufferedImage.TYPE_BYTE_GRAY, 0xffffff);
    assertThat(masks().existFor(List.of(image(image)))).isTrue();
    Pixels pixels = masks().read(image(image), 3, 4, faults).orElseThrow();
    assertThat(faults).isEmpty();
    assertThat(pixels.samples()).containsExactly(new int[] {1, 1, 1, 1, 1, 1, 255, 1, 1, 1, 1, 1});
  }

  @ParameterizedTest
  @CsvSource({"5, 0xffffff", "5, 0x0000ff", "12, 0xffffff", "5, 0x030303"})
  void eachPixelThatIsNotBlackIsADefect(int type, String rgb) throws IOException {
    write("ground_truth/bad/1_mask.png", type, Integer.decode(rgb));
    Pixels pixels = masks().read(image("test/bad/1.png"), 3, 4, faults).orElseThrow();
    assertThat(pixels.sample(0, 1, 2)).isEqualTo(Masks.DEFECT);
    assertThat(pixels.sample(0, 1, 1)).isEqualTo(Masks.INTACT);
  }

  @Test
  void masksThatCannotBeUsedAreNamedWithTheReason() throws IOException {
    write("ground_truth/bad/size_mask.png", BufferedImage.TYPE_BYTE_GRAY, 0xffffff);
    Files.writeString(root.resolve("ground_truth/bad/broken.png"), "no image");
    assertThat(masks().read(image("test/bad/none.png"), 3, 4, faults)).isEmpty();
    assertThat(masks().read(image("test/bad/size.png"), 4, 3, faults)).isEmpty();
    assertThat(masks().read(image("test/bad/broken.png"), 3, 4, faults)).isEmpty();
    assertThat(faults)
        .hasSize(3)
        .containsEntry("test/bad/none.png", "it has no mask")
        .containsEntry(
            "test/bad/size.png",
            "its mask ground_truth/bad/size_mask.png has 4 x 3 pixels, the image 3 x 4")
        .extractingByKey("test/bad/broken.png")
        .asString()
        .contains("ground_truth/bad/broken.png cannot be read", "8 bytes");
  }

  @Test
  void imagesThatAreNoFilesHaveNoMasks() {
    assertThat(masks().existFor(List.of(image("t10k-images-idx3-ubyte#7")))).isFalse();
  }
}
