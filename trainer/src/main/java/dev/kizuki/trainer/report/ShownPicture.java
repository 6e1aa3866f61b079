package dev.kizuki.trainer.report;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.evaluation.MaskedImages;
import java.awt.Color;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;

/**
 * The size at which an input of the model is shown: small ones are enlarged by a whole factor, so
 * that pixels stay squares; large ones are reduced.
 */
final class ShownPicture {
  private static final int SMALL_SIDE = 256;
  private static final int LARGEST_SIDE = 512;

  private static final int OUTLINE = new Color(0x00e5ff).getRGB();

  private final Preprocessing shape;
  private final int width;
  private final int height;

  ShownPicture(Preprocessing shape) {
    this.shape = shape;
    int side = Math.max(shape.width(), shape.height());
    int enlarged = SMALL_SIDE / side;
    double scale = enlarged > 1 ? enlarged : Math.min(1, (double) LARGEST_SIDE / side);
    this.width = Math.max(1, (int) (shape.width() * scale));
    this.height = Math.max(1, (int) (shape.height() * scale));
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Returns an input of the model as a picture of this size. */
  BufferedImage picture(ByteBuffer input) {
    int plane = shape.height() * shape.width();
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int red = input.get(i) & 0xff;
      int green = shape.channels() == 3 ? input.get(i + plane) & 0xff : red;
      int blue = shape.channels() == 3 ? input.get(i + 2 * plane) & 0xff : red;
      picture.setRGB(i % shape.width(), i / shape.width(), red << 16 | green << 8 | blue);
    }
    int hint = width < shape.width() ? Image.SCALE_AREA_AVERAGING : Image.SCALE_REPLICATE;
    BufferedImage shown = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = shown.createGraphics();
    graphics.drawImage(picture.getScaledInstance(width, height, hint), 0, 0, null);
    graphics.dispose();
    return shown;
  }

  /** Encodes a picture of this size. Enlarged pixels stay sharp. */
  String encoded(BufferedImage picture) {
    return width > shape.width() ? DataUri.png(picture) : DataUri.jpeg(picture);
  }

  /**
   * Draws the outline of the defects, two pixels wide.
   *
   * @param mask (height, width) of the model's input, as {@link MaskedImages} gives it
   */
  void outline(BufferedImage picture, byte[] mask) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean here = isDefect(mask, x, y);
        if (here != isDefect(mask, x + 1, y)
            || here != isDefect(mask, x, y + 1)
            || here != isDefect(mask, x - 1, y)
            || here != isDefect(mask, x, y - 1)) {
          picture.setRGB(x, y, OUTLINE);
        }
      }
    }
  }

  private boolean isDefect(byte[] mask, int x, int y) {
    int column = Math.max(0, Math.min(width - 1, x)) * shape.width() / width;
    int row = Math.max(0, Math.min(height - 1, y)) * shape.height() / height;
    return mask[row * shape.width() + column] == MaskedImages.DEFECT;
  }
}
