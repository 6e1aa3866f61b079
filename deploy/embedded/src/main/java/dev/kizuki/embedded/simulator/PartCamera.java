package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Takes pictures of stamped metal plates, {@value #SIZE} x {@value #SIZE} pixels, gray. No two
 * pictures are equal: the position of the part, the direction of the light, the grain of the belt
 * and the noise of the sensor vary. The difference to a reference picture therefore does not find
 * the defects.
 *
 * <p>The same seed gives the same pictures. Not thread-safe.
 */
public final class PartCamera {
  /** Width and height of a picture, in pixels. */
  public static final int SIZE = 64;

  private final Camera camera;

  public PartCamera(long seed) {
    this.camera = new Camera(ProductKind.PART, LightKind.PLAIN, new Frame(SIZE, false), seed);
  }

  /**
   * Takes a picture of the next part.
   *
   * @param defect the defect of the part; null for a good part
   * @return the picture as PNG
   */
  public byte[] next(@Nullable Defect defect) {
    return camera.next(defect == null ? null : defect.label()).png();
  }
}
