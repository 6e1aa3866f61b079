package dev.kizuki.scoring;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.image.raw.RawFormat;
import dev.kizuki.model.Preprocessing;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of images into inputs of a model. Not thread-safe: use one per thread. */
final class PreparedImages {
  private final Preprocessing preprocessing;
  private final ImageDecoder decoder;

  /** Whether the decoder's raw pixels are the model's input. */
  private final boolean rawIsInput;

  /** Raw pixels of the model's size are its input: they are neither resized nor aligned. */
  PreparedImages(Preprocessing preprocessing, ImageLimits limits) {
    this(
        preprocessing,
        new ImageDecoder(
            limits,
            new RawFormat(preprocessing.channels(), preprocessing.height(), preprocessing.width())),
        true);
  }

  /** Raw pixels are preprocessed like any other image. */
  PreparedImages(Preprocessing preprocessing, ImageDecoder decoder) {
    this(preprocessing, decoder, false);
  }

  private PreparedImages(Preprocessing preprocessing, ImageDecoder decoder, boolean rawIsInput) {
    this.preprocessing = preprocessing;
    this.decoder = decoder;
    this.rawIsInput = rawIsInput;
  }

  /**
   * Writes one image as an input.
   *
   * @param target receives (C, H, W) bytes at its position
   * @return the rejection if the payload cannot be an input; nothing is written then
   */
  Optional<Rejection> write(byte[] payload, ByteBuffer target) {
    return write(payload, target, 0, null);
  }

  /**
   * Writes one image as an input, and hands the decoded image to a listener.
   *
   * @param target receives (C, H, W) bytes at its position
   * @param index the position of the image, for the listener
   * @param listener null for none
   * @return the rejection if the payload cannot be an input; nothing is written then
   */
  Optional<Rejection> write(
      byte[] payload, ByteBuffer target, int index, @Nullable PixelsListener listener) {
    Decoding decoding = decoder.decode(payload);
    if (decoding instanceof Rejection rejection) {
      return Optional.of(rejection);
    }
    Pixels pixels = (Pixels) decoding;
    if (listener != null) {
      listener.decoded(index, pixels);
    }
    if (rawIsInput && decoder.isRaw(payload)) {
      target.put(pixels.samples(), 0, preprocessing.size());
      return Optional.empty();
    }
    return preprocessing.write(pixels, target);
  }
}
