package dev.kizuki.image.png;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Orientation;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.util.Arrays;
import java.util.Optional;

/**
 * Decodes PNG of every colour type and bit depth, interlaced or not. Gray stays gray, palettes
 * become colour, 16-bit samples keep their upper byte, alpha is dropped, and no gamma is applied.
 *
 * <p>{@link PlainPngReader} reads most files; {@link PngjReader} reads the rest and explains what
 * is wrong with damaged files.
 */
public final class PngFormat implements ImageFormat {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final Pixels pixels = new Pixels();
  private final PlainPngReader plain = new PlainPngReader();

  @Override
  public String name() {
    return "PNG";
  }

  @Override
  public boolean recognises(byte[] payload) {
    return payload.length >= SIGNATURE.length
        && Arrays.equals(payload, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  @Override
  public Orientation orientation(byte[] payload) {
    return PngExif.orientation(payload);
  }

  @Override
  public int bitDepth(byte[] payload) {
    return payload.length < PngHeader.BYTES ? Byte.SIZE : PngHeader.of(payload).bitDepth();
  }

  @Override
  public Optional<Dimensions> dimensions(byte[] payload) {
    if (payload.length < PngHeader.BYTES) {
      return Optional.empty();
    }
    PngHeader header = PngHeader.of(payload);
    return header.hasPixels()
        ? Optional.of(new Dimensions(header.width(), header.height()))
        : Optional.empty();
  }

  @Override
  public Decoding decode(byte[] payload, ImageLimits limits) {
    if (payload.length < PngHeader.BYTES) {
      return corrupt("%d bytes are shorter than a PNG header".formatted(payload.length));
    }
    PngHeader header = PngHeader.of(payload);
    if (!header.hasPixels()) {
      return PngjReader.decode(payload, pixels);
    }
    if (!limits.allowsPixels(header.width(), header.height())) {
      return limits.tooManyPixels(header.width(), header.height());
    }
    if (!header.fitsInto(payload.length)) {
      return corrupt(
          "%d bytes cannot hold %d x %d pixels, the size in the header"
              .formatted(payload.length, header.width(), header.height()));
    }
    return header.isPlain() && plain.decode(payload, header, pixels)
        ? pixels
        : PngjReader.decode(payload, pixels);
  }

  static Rejection corrupt(String reason) {
    return new Rejection(RejectionReason.CORRUPT, "PNG: " + reason);
  }
}
