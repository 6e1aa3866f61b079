package dev.kizuki.embedded.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartCameraTest {
  private static int[] pixels(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png))
        .getRaster()
        .getSamples(0, 0, PartCamera.SIZE, PartCamera.SIZE, 0, (int[]) null);
  }

  @Test
  void theSameSeedGivesTheSamePictures() {
    PartCamera first = new PartCamera(5);
    PartCamera second = new PartCamera(5);
    for (int i = 0; i < 5; i++) {
      assertThat(first.next(Defect.SCRATCH)).isEqualTo(second.next(Defect.SCRATCH));
    }
    assertThat(new PartCamera(6).next(null)).isNotEqualTo(new PartCamera(5).next(null));
  }

  /**
   * The model demo-parts was trained on these pictures, and its card names the seed. The hash is
   * that of the pixels, because another Java may compress them in another way.
   */
  @Test
  void thePicturesOfTheDemoNeverChange() throws Exception {
    PartCamera camera = new PartCamera(5);
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    for (Defect defect : Defect.values()) {
      update(hash, pixels(camera.next(null)));
      update(hash, pixels(camera.next(defect)));
    }
    assertThat(HexFormat.of().formatHex(hash.digest()))
        .isEqualTo("a7397fd3c878ef727ce36340a25aa0bfed0715103d41c1923e43e00843d61ef7");
  }

  private static void update(MessageDigest hash, int[] pixels) {
    for (int pixel : pixels) {
      hash.update((byte) pixel);
    }
  }

  /** The mean absolute difference to the mean of good parts: what a naive detector would use. */
  private static double difference(double[] reference, int[] image) {
    double sum = 0;
    for (int i = 0; i < image.length; i++) {
      sum += Math.abs(image[i] - reference[i]);
    }
    return sum / image.length;
  }

  private static List<int[]> pictures(PartCamera camera, @Nullable Defect defect, int count)
      throws IOException {
    List<int[]> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pictures.add(pixels(camera.next(defect)));
    }
    return pictures;
  }

  @Test
  void theDifferenceToAReferencePictureDoesNotFindSurfaceDefects() throws IOException {
    PartCamera camera = new PartCamera(1);
    double[] reference = new double[PartCamera.SIZE * PartCamera.SIZE];
    for (int[] picture : pictures(camera, null, 200)) {
      for (int i = 0; i < reference.length; i++) {
        reference[i] += picture[i] / 200.0;
      }
    }
    double[] good =
        pictures(camera, null, 200).stream().mapToDouble(p -> difference(reference, p)).toArray();
    for (Defect defect :
        new Defect[] {Defect.SCRATCH, Defect.DENT, Defect.STAIN, Defect.MISSING_HOLE}) {
      double right = 0;
      List<int[]> bad = pictures(camera, defect, 100);
      for (int[] picture : bad) {
        double score = difference(reference, picture);
        for (double normal : good) {
          right += score > normal ? 1 : 0;
        }
      }
      double auroc = right / bad.size() / good.length;
      assertThat(auroc).as("AUROC of the pixel difference for %s", defect).isLessThan(0.75);
    }
  }
}
