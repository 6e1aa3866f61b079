package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Frame;
import dev.kizuki.embedded.simulator.product.Mask;
import dev.kizuki.embedded.simulator.product.Product;
import dev.kizuki.embedded.simulator.product.Specimen;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A camera whose light, focus and lens change. Each picture has a new specimen, a new light of
 * {@link PlainLight} and new noise. The same seed gives the same pictures. Not thread-safe.
 */
final class ChangingCamera {
  private static final int SPOTS = 8;
  private static final double SPOT_RADIUS = 0.12;

  private final Product product;
  private final int side;
  private final Random random;
  private final float[] spots;

  /**
   * @param side width and height of the pictures, in pixels
   */
  ChangingCamera(ProductKind kind, int side, long seed) {
    this.product = kind.make(new Frame(side, false));
    this.side = side;
    this.random = new Random(seed);
    this.spots = spots(new Random(SPOTS));
  }

  /**
   * The state of the camera.
   *
   * @param light a factor of the light
   * @param blur the standard deviation of the lens's blur, as a share of the picture's side
   * @param dirt the share of the light that the middle of a spot on the lens takes, 0 to 1
   */
  record State(double light, double blur, double dirt) {
    static final State CLEAN = new State(1, 0, 0);
  }

  /** The share of its full effect that dirt has at each pixel. */
  private float[] spots(Random places) {
    float[] shares = new float[side * side];
    for (int spot = 0; spot < SPOTS; spot++) {
      double x = places.nextDouble();
      double y = places.nextDouble();
      for (int i = 0; i < shares.length; i++) {
        int row = i / side;
        double right = (double) (i % side) / side - x;
        double down = (double) row / side - y;
        double far = (right * right + down * down) / (SPOT_RADIUS * SPOT_RADIUS);
        shares[i] = Math.max(shares[i], (float) Math.exp(-far));
      }
    }
    return shares;
  }

  /**
   * Takes a picture of the next specimen, as PNG.
   *
   * @param defect one of the product's defects; null for a good specimen
   */
  byte[] next(State state, @Nullable String defect) {
    Specimen specimen = product.make(random, defect);
    float[] scene = new float[side * side];
    for (int i = 0; i < scene.length; i++) {
      scene[i] = (float) specimen.shown().luma(i);
    }
    float[] seen = blurred(scene, state.blur() * side);
    Light light = PlainLight.draw(random);
    int[] samples = new int[seen.length];
    for (int i = 0; i < samples.length; i++) {
      double x = (i % side - side / 2.0) / side;
      int row = i / side;
      double y = (row - side / 2.0) / side;
      double clean = state.light() * light.expose(seen[i], x, y);
      double exposed = clean * (1 - state.dirt() * spots[i]);
      double value = exposed + light.noise(exposed) * random.nextGaussian();
      samples[i] = (int) Math.round(Math.max(0, Math.min(255, value)));
    }
    return new Picture(samples, BufferedImage.TYPE_BYTE_GRAY, Mask.of(specimen, false)).png();
  }

  /** Returns the first defect of the product. */
  String defect() {
    return product.defects().get(0);
  }

  /** Blurs with a Gaussian along both axes. */
  private float[] blurred(float[] scene, double deviation) {
    int reach = (int) Math.ceil(3 * deviation);
    if (reach == 0) {
      return scene;
    }
    float[] kernel = new float[2 * reach + 1];
    float sum = 0;
    for (int i = -reach; i <= reach; i++) {
      kernel[i + reach] = (float) Math.exp(-0.5 * (i / deviation) * (i / deviation));
      sum += kernel[i + reach];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    return along(along(scene, kernel, 1, side), kernel, side, 1);
  }

  /**
   * @param step the distance of neighbours in the array, along the axis of the blur
   * @param across the distance of neighbours on the other axis
   */
  private float[] along(float[] from, float[] kernel, int step, int across) {
    int reach = kernel.length / 2;
    float[] to = new float[from.length];
    for (int line = 0; line < side; line++) {
      for (int place = 0; place < side; place++) {
        float sum = 0;
        for (int d = -reach; d <= reach; d++) {
          int near = Math.max(0, Math.min(side - 1, place + d));
          sum += kernel[d + reach] * from[line * across + near * step];
        }
        to[line * across + place * step] = sum;
      }
    }
    return to;
  }
}
