package dev.kizuki.trainer.defect;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.PixelStore;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Makes spoiled copies of normal images, each with one synthetic defect. They show, without any
 * real anomaly, which features see defects.
 */
public final class SpoiledImages {
  private SpoiledImages() {}

  /**
   * Makes one spoiled copy of each image.
   *
   * @param positions the positions of the images in the store
   */
  public static PixelStore of(PixelStore images, int[] positions, long seed) {
    Random random = new Random(seed);
    DefectPainter painter = new DefectPainter(random);
    Preprocessing shape = images.shape();
    PixelStore spoiled = new PixelStore(shape, positions.length);
    for (int i = 0; i < positions.length; i++) {
      Patch image = patch(images, positions[i]);
      Patch other = patch(images, positions[random.nextInt(positions.length)]);
      painter.paint(image, other, new boolean[shape.height() * shape.width()]);
      write(image, images.image(positions[i]), spoiled.image(i), shape);
    }
    return spoiled;
  }

  /** Padding stays padding, and no pixel of the image becomes padding. */
  private static void write(
      Patch image, ByteBuffer original, ByteBuffer target, Preprocessing shape) {
    boolean padded = shape.resize() == Resize.PAD;
    for (int i = 0; i < image.samples().length; i++) {
      int sample = Math.round(image.samples()[i] * 255);
      if (padded) {
        sample = original.get(i) == 0 ? 0 : Math.max(1, sample);
      }
      target.put((byte) sample);
    }
  }

  private static Patch patch(PixelStore images, int position) {
    Preprocessing shape = images.shape();
    Patch patch = Patch.empty(shape.channels(), shape.height(), shape.width());
    ByteBuffer pixels = images.image(position);
    for (int i = 0; i < patch.samples().length; i++) {
      patch.samples()[i] = (pixels.get(i) & 0xff) / 255f;
    }
    return patch;
  }
}
