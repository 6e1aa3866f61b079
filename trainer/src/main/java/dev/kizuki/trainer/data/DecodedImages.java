package dev.kizuki.trainer.data;

import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Preprocessing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Images of a data set, decoded and preprocessed. Images that cannot be read or decoded are left
 * out.
 *
 * @param store the pixels; the first entries are those of {@code images}
 * @param images the images that could be decoded, in their order
 */
public record DecodedImages(PixelStore store, List<LabelledImage> images) {
  /** Decodes images for an input of this shape. */
  public static DecodedImages of(
      List<LabelledImage> images, ImageDecoder decoder, Preprocessing shape) {
    PixelStore store = new PixelStore(shape, images.size());
    List<LabelledImage> kept = new ArrayList<>();
    for (LabelledImage image : images) {
      byte[] payload = image.read(new HashMap<>()).orElse(null);
      boolean fits =
          payload != null
              && decoder.decode(payload) instanceof Pixels pixels
              && shape.write(pixels, store.image(kept.size())).isEmpty();
      if (fits) {
        kept.add(image);
      }
    }
    return new DecodedImages(store, List.copyOf(kept));
  }

  /** The number of decoded images. */
  public int size() {
    return images.size();
  }

  /** The samples of one image, each from 0 to 1. */
  public float[] unit(int index) {
    var pixels = store.image(index);
    float[] values = new float[store.shape().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels.get(i) & 0xff) / 255f;
    }
    return values;
  }
}
