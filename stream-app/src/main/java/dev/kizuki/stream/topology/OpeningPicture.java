package dev.kizuki.stream.topology;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.stream.camera.Picture;
import dev.kizuki.stream.camera.PictureMeasure;
import org.jspecify.annotations.Nullable;

/**
 * Measures an image that is about to raise an incident, if it was not measured while it was judged.
 * So the first dark image of a camera raises no incident about the product. Not thread-safe.
 */
final class OpeningPicture {
  private final ImageDecoder decoder;
  private final PictureMeasure measure = new PictureMeasure();

  OpeningPicture(ImageLimits limits) {
    decoder = new ImageDecoder(limits);
  }

  /** Measures an image; null if it consists of raw pixels, whose shape only the model knows. */
  @Nullable Picture of(byte[] image) {
    return decoder.decode(image) instanceof Pixels pixels ? measure.measure(pixels) : null;
  }
}
