package dev.kizuki.embedded.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.simulator.product.Frame;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.DoubleSummaryStatistics;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class CameraTest {
  private static final Frame SMALL = new Frame(64, false);

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static double mean(byte[] png) throws IOException {
    Raster raster = image(png).getRaster();
    double sum = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        sum += raster.getSample(x, y, 0);
      }
    }
    return sum / raster.getWidth() / raster.getHeight();
  }

  private static double spread(LightKind light) throws IOException {
    Camera camera = new Camera(ProductKind.CAST_METAL, light, SMALL, 2);
    DoubleSummaryStatistics means = new DoubleSummaryStatistics();
    for (int i = 0; i < 40; i++) {
      means.accept(mean(camera.next(null).png()));
    }
    return means.getMax() - means.getMin();
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    for (ProductKind product : ProductKind.values()) {
      Camera first = new Camera(product, LightKind.MIXED, SMALL, 7);
      Camera second = new Camera(product, LightKind.MIXED, SMALL, 7);
      assertThat(first.next(null).png()).as("%s", product).isEqualTo(second.next(null).png());
    }
  }

  @Test
  void mixedLightVariesMoreThanPlainLight() throws IOException {
    assertThat(spread(LightKind.MIXED)).isGreaterThan(2 * spread(LightKind.PLAIN));
  }

  @Test
  void aPictureHasTheSizeThatWasAskedFor() throws IOException {
    for (ProductKind product : ProductKind.values()) {
      Frame frame = new Frame(150, false);
      Picture picture = new Camera(product, LightKind.PLAIN, frame, 1).next(null);
      assertThat(image(picture.png()).getWidth()).isEqualTo(150);
      assertThat(image(picture.maskPng()).getHeight()).isEqualTo(150);
    }
  }

  @Test
  void aPictureInColourIsTinted() throws IOException {
    Frame frame = new Frame(64, true);
    Camera camera = new Camera(ProductKind.BRUSHED_METAL, LightKind.PLAIN, frame, 1);
    BufferedImage image = image(camera.next(null).png());
    assertThat(image.getRaster().getNumBands()).isEqualTo(3);
    double red = 0;
    double blue = 0;
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        red += image.getRaster().getSample(x, y, 0);
        blue += image.getRaster().getSample(x, y, 2);
      }
    }
    assertThat(red).as("brass has more red than blue").isGreaterThan(1.2 * blue);
  }
}
