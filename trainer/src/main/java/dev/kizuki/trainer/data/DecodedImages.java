package dev.kizuki.trainer.data;

import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Preprocessing;
import java.util.ArrayList;
import java.util.List;

/**
 * Images of a data set, decoded and preprocessed. Those that cannot be are left out.
 *
 * @param store has the pixels of {@code images} first
 * @param images those that could be read, in their order
 */
public record DecodedImages(PixelStore store, List<LabelledImage> images) {
  /** Decodes images for an input of this shape. */
  public static DecodedImages of(
      List<LabelledImage> images, ImageDecoder decoder, Preprocessing shape) {
    PixelStore store = new PixelStore(shape, images.size());
    List<LabelledImage> kept = new ArrayList<>();
    for (LabelledImage image : images) {
      boolean fits =
          decoder.decode(image.payload().get()) instanceof Pixels pixels
              && shape.write(pixels, store.image(kept.size())).isEmpty();
      if (fits) {
        kept.add(image);
      }
    }
    return new DecodedImages(store, List.copyOf(kept));
  }

  /** The number of images that could be read. */
  public int size() {
    return images.size();
  }

  /** One image's samples, from 0 to 1. */
  public float[] unit(int index) {
    var pixels = store.image(index);
    float[] values = new float[store.shape().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels.get(i) & 0xff) / 255f;
    }
    return values;
  }
}
