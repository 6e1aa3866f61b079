package dev.kizuki.image.bmp;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.util.Optional;

/**
 * Decodes BMP without compression, with 1, 4, 8, 24 or 32 bits. A palette of grays stays gray,
 * other palettes become colour, and alpha is dropped.
 *
 * <p>The JDK's reader is not used, because it also follows links and embedded files that a BMP may
 * hold.
 */
public final class BmpFormat implements ImageFormat {
  private final Pixels pixels = new Pixels();

  @Override
  public String name() {
    return "BMP";
  }

  @Override
  public boolean recognises(byte[] payload) {
    return BmpHeader.isIn(payload);
  }

  @Override
  public Optional<Dimensions> dimensions(byte[] payload) {
    if (!BmpHeader.isIn(payload)) {
      return Optional.empty();
    }
    BmpHeader header = BmpHeader.of(payload);
    return header.hasPixels()
        ? Optional.of(new Dimensions(header.width(), header.rows()))
        : Optional.empty();
  }

  @Override
  public Decoding decode(byte[] payload, ImageLimits limits) {
    if (!BmpHeader.isIn(payload)) {
      return corrupt("the header is damaged or cut off");
    }
    BmpHeader header = BmpHeader.of(payload);
    if (!header.hasPixels()) {
      return corrupt("%d x %d pixels".formatted(header.width(), header.height()));
    }
    if (!header.isPlain(payload)) {
      return new Rejection(
          RejectionReason.UNSUPPORTED,
          "BMP: %d bits with compression %d; save it as 24 bits without compression, or as PNG"
              .formatted(header.bits(), header.compression()));
    }
    if (!limits.allowsPixels(header.width(), header.rows())) {
      return limits.tooManyPixels(header.width(), header.rows());
    }
    if (header.dataOffset() < BmpHeader.BYTES
        || header.dataOffset() + header.stride() * header.rows() > payload.length) {
      return corrupt(
          "%d bytes do not hold the %d x %d pixels of the header: the image is cut off"
              .formatted(payload.length, header.width(), header.rows()));
    }
    if (header.hasPalette()) {
      return withPalette(payload, header);
    }
    writeColour(payload, header);
    return pixels;
  }

  private static Rejection corrupt(String reason) {
    return new Rejection(RejectionReason.CORRUPT, "BMP: " + reason);
  }

  private Decoding withPalette(byte[] bmp, BmpHeader header) {
    long end = header.paletteOffset() + 4 * header.colours();
    if (header.colours() > 1 << header.bits() || end > header.dataOffset()) {
      return corrupt("the palette has a wrong size");
    }
    int palette = (int) header.paletteOffset();
    int colours = (int) header.colours();
    boolean gray = isGray(bmp, palette, colours);
    pixels.reshape(gray ? 1 : 3, header.rows(), header.width());
    int plane = header.rows() * header.width();
    for (int y = 0; y < header.rows(); y++) {
      int row = rowOffset(header, y);
      for (int x = 0; x < header.width(); x++) {
        int index = index(bmp, row, x, header.bits());
        if (index >= colours) {
          return corrupt("the palette has no entry " + index);
        }
        int entry = palette + 4 * index;
        int target = y * header.width() + x;
        for (int channel = 0; channel < pixels.channels(); channel++) {
          // blue, green, red
          pixels.samples()[channel * plane + target] = bmp[entry + 2 - channel];
        }
      }
    }
    return pixels;
  }

  private static boolean isGray(byte[] bmp, int palette, int colours) {
    for (int i = 0; i < colours; i++) {
      int entry = palette + 4 * i;
      if (bmp[entry] != bmp[entry + 1] || bmp[entry] != bmp[entry + 2]) {
        return false;
      }
    }
    return true;
  }

  /** The palette index of a pixel; the first pixel of a byte is in its upper bits. */
  private static int index(byte[] bmp, int row, int x, int bits) {
    int bit = x * bits;
    return bmp[row + bit / 8] >> (8 - bits - bit % 8) & (1 << bits) - 1;
  }

  /** The place of a row; BMP usually stores the lowest row first. */
  private static int rowOffset(BmpHeader header, int y) {
    int stored = header.height() > 0 ? header.rows() - 1 - y : y;
    return (int) (header.dataOffset() + header.stride() * stored);
  }

  private void writeColour(byte[] bmp, BmpHeader header) {
    pixels.reshape(3, header.rows(), header.width());
    int plane = header.rows() * header.width();
    int pixelBytes = header.bits() / 8;
    for (int y = 0; y < header.rows(); y++) {
      int row = rowOffset(header, y);
      for (int x = 0; x < header.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          // blue, green, red
          pixels.samples()[channel * plane + y * header.width() + x] =
              bmp[row + x * pixelBytes + 2 - channel];
        }
      }
    }
  }
}
