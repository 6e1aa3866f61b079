package dev.kizuki.trainer.evaluation;

import dev.kizuki.image.Pixels;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.data.Masks;
import java.util.Map;
import java.util.Optional;

/** Brings the masks of test images into the frame of a model's input, as the images are. */
public final class MaskedImages {
  /** A pixel that does not count, because the image does not cover it. */
  public static final byte OUTSIDE = -1;

  /** A pixel without a defect. */
  public static final byte INTACT = 0;

  /** A pixel of which more than half belongs to a defect. */
  public static final byte DEFECT = 1;

  private static final int HALF = (Masks.DEFECT + Masks.INTACT) / 2;

  private final Preprocessing shape;
  private final Masks masks;

  /**
   * @param input the preprocessing of the images
   */
  public MaskedImages(Preprocessing input, Masks masks) {
    this.shape = input;
    this.masks = masks;
  }

  /**
   * Reads the mask of an image.
   *
   * @param normal whether the image is normal; it then needs no mask, and has no defect
   * @param pixels the decoded image
   * @param faults receives the name of the image and the reason, if it has no mask that can be used
   * @return (height, width) of the model's input: {@link #OUTSIDE}, {@link #INTACT} or {@link
   *     #DEFECT}
   */
  public Optional<byte[]> mask(
      LabelledImage image, boolean normal, Pixels pixels, Map<String, String> faults) {
    Optional<Pixels> mask =
        normal
            ? Optional.of(Masks.intact(pixels.height(), pixels.width()))
            : masks.read(image, pixels.height(), pixels.width(), faults);
    Optional<byte[]> scaled =
        mask.flatMap(each -> shape.frameMask(pixels, each)).map(MaskedImages::kinds);
    if (!normal && scaled.isPresent() && !hasDefect(scaled.get())) {
      faults.put(
          image.name(),
          "its mask shows no defect of at least one pixel at the model's size, %d x %d"
              .formatted(shape.width(), shape.height()));
      return Optional.empty();
    }
    return scaled;
  }

  private static byte[] kinds(Pixels mask) {
    byte[] kinds = new byte[mask.size()];
    for (int i = 0; i < kinds.length; i++) {
      int sample = mask.samples()[i] & 0xff;
      kinds[i] = sample < Masks.INTACT ? OUTSIDE : sample > HALF ? DEFECT : INTACT;
    }
    return kinds;
  }

  private static boolean hasDefect(byte[] mask) {
    for (byte pixel : mask) {
      if (pixel == DEFECT) {
        return true;
      }
    }
    return false;
  }
}
