package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Frame;
import dev.kizuki.embedded.simulator.product.Mask;
import dev.kizuki.embedded.simulator.product.Product;
import dev.kizuki.embedded.simulator.product.Specimen;
import dev.kizuki.embedded.simulator.product.ToolMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A camera of a production line: JPEG files of {@value #SIZE} x {@value #SIZE} pixels, gray.
 *
 * <p>Light and noise are new in each picture. To draw a specimen takes ten times as long as to take
 * its picture, so the camera shows a good specimen several times: it keeps {@value #KEPT} and draws
 * a new one for one picture of {@value #PICTURES_PER_SPECIMEN}. A defect is always drawn anew, and
 * always plain to see.
 *
 * <p>The same seed and the same calls give the same pictures. Not thread-safe.
 */
public final class LineCamera {
  /** Width and height of a picture, in pixels. */
  public static final int SIZE = 256;

  private static final int KEPT = 12;
  private static final int PICTURES_PER_SPECIMEN = 16;

  /** Tries to draw a defect that is plain to see. */
  private static final int TRIES = 50;

  private final Product product;
  private final Random random;
  private final Camera camera;
  private final List<Specimen> kept = new ArrayList<>();

  public LineCamera(ProductKind kind, long seed) {
    Frame frame = new Frame(SIZE, false);
    this.product = kind.make(frame);
    this.random = new Random(seed);
    this.camera = new Camera(kind, LightKind.PLAIN, frame, random.nextLong());
  }

  /** Returns a picture of a good part, as JPEG. */
  public byte[] good() {
    return camera.take(specimen(), 1).jpeg();
  }

  /**
   * Returns a picture of a part with a defect, as JPEG.
   *
   * @param defect a defect of the product, as in {@code scratch}
   * @throws IllegalArgumentException if the product has no such defect
   */
  public byte[] defective(String defect) {
    return camera.take(plain(defect), 1).jpeg();
  }

  /**
   * Returns a picture of a part that a worn tool has marked, as JPEG.
   *
   * @param size the size of the mark, 0 to 1
   */
  public byte[] worn(double size) {
    return camera.take(new ToolMark(size).on(specimen()), 1).jpeg();
  }

  /**
   * Returns a picture of a good part under weaker light, as JPEG.
   *
   * @param brightness the factor of the light: 1 is normal, 0 is black
   */
  public byte[] dimmed(double brightness) {
    return camera.take(specimen(), brightness).jpeg();
  }

  private Specimen specimen() {
    if (kept.size() < KEPT) {
      kept.add(product.make(random, null));
      return kept.get(kept.size() - 1);
    }
    int index = random.nextInt(KEPT);
    if (random.nextInt(PICTURES_PER_SPECIMEN) == 0) {
      kept.set(index, product.make(random, null));
    }
    return kept.get(index);
  }

  private Specimen plain(String defect) {
    for (int i = 0; i < TRIES; i++) {
      Specimen specimen = product.make(random, defect);
      if (Mask.of(specimen, false).isPlain()) {
        return specimen;
      }
    }
    throw new IllegalStateException(
        "no defect '%s' that is plain to see in %d tries".formatted(defect, TRIES));
  }
}
