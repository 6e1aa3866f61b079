package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ServiceLimitsCheckTest {
  private static final int MOST_BYTES = ImageLimits.DEFAULT.maxBytes();
  private static final Preprocessing RESIZING = new Preprocessing(1, 384, 512, Resize.FIT);

  private final ServiceLimitsCheck check = new ServiceLimitsCheck();

  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY), "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void saysNothingIfTheServiceAcceptsAllImages() throws IOException {
    check.add(Arrays.copyOf(png(4000, 4000), MOST_BYTES));
    check.add(new byte[0]);
    assertThat(check.sentence(RESIZING)).isEmpty();
  }

  @Test
  void namesTheKeyAndTheSizesOfRecordsForImagesWithTooManyBytes() throws IOException {
    check.add(Arrays.copyOf(png(4000, 3000), 4_100_000));
    check.add(Arrays.copyOf(png(40, 30), MOST_BYTES + 1));
    check.add(png(40, 30));
    assertThat(check.sentence(RESIZING).orElseThrow())
        .startsWith("2 of 3 images are larger than the service accepts")
        .contains("limits.maxImageBytes: " + (4 << 20))
        .contains("max.message.bytes")
        .contains(" " + ((4 << 20) + 64 * 1024) + " ")
        .contains("MQTT broker")
        .contains("512 x 384")
        .doesNotContain("maxPixels");
  }

  @Test
  void namesTheKeyForImagesWithTooManyPixels() throws IOException {
    check.add(png(8000, 6001));
    assertThat(check.sentence(RESIZING).orElseThrow())
        .contains("limits.maxPixels: 49000000")
        .doesNotContain("maxImageBytes")
        .doesNotContain("max.message.bytes");
  }

  @Test
  void doesNotAdviseSmallerImagesForAModelThatTakesOneSize() throws IOException {
    check.add(png(8000, 6000));
    assertThat(check.sentence(new Preprocessing(1, 6000, 8000, Resize.NONE)).orElseThrow())
        .doesNotContain("send smaller images");
  }
}
