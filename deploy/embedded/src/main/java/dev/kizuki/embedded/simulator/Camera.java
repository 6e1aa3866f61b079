package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Canvas;
import dev.kizuki.embedded.simulator.product.Frame;
import dev.kizuki.embedded.simulator.product.Mask;
import dev.kizuki.embedded.simulator.product.Product;
import dev.kizuki.embedded.simulator.product.Specimen;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Takes pictures of a product under changing light. The same seed gives the same pictures. Not
 * thread-safe.
 */
final class Camera {
  private final Product product;
  private final LightKind lights;
  private final Frame frame;
  private final Random random;

  Camera(ProductKind product, LightKind lights, Frame frame, long seed) {
    this.product = product.make(frame);
    this.lights = lights;
    this.frame = frame;
    this.random = new Random(seed);
  }

  /**
   * Takes a picture of the next specimen.
   *
   * @param defect one of the product's defects; null for a good specimen
   */
  Picture next(@Nullable String defect) {
    return take(product.make(random, defect), 1);
  }

  /**
   * Takes a picture of a specimen.
   *
   * @param brightness a factor of the light: 1 is normal, 0 is black
   */
  Picture take(Specimen specimen, double brightness) {
    Light light = lights.next(random);
    Light shown = brightness == 1 ? light : new DimmedLight(light, brightness);
    int type = frame.colour() ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_BYTE_GRAY;
    int[] samples = expose(specimen.shown(), shown);
    return new Picture(samples, type, Mask.of(specimen, frame.colour()));
  }

  private int[] expose(Canvas scene, Light light) {
    int side = frame.side();
    int channels = frame.colour() ? 3 : 1;
    int[] samples = new int[side * side * channels];
    for (int i = 0; i < side * side; i++) {
      int column = i % side;
      int row = i / side;
      double x = (column - side / 2.0) / side;
      double y = (row - side / 2.0) / side;
      double[] levels = frame.colour() ? scene.rgb(i) : new double[] {scene.luma(i)};
      for (int c = 0; c < channels; c++) {
        float exposed = light.expose(levels[c], x, y);
        double value = exposed + light.noise(exposed) * random.nextGaussian();
        samples[i * channels + c] = (int) Math.round(Math.max(0, Math.min(255, value)));
      }
    }
    return samples;
  }
}
