package dev.kizuki.image.jpeg;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Orientation;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG with the JDK's reader, which is reused. {@link JpegRewriter} sees to it that no
 * image depends on the image before. Gray stays gray and YCbCr becomes colour; CMYK is not
 * supported.
 *
 * <p>The JDK's reader only warns about a truncated file and fills the missing part with gray. Such
 * an image must not get a score, so a warning is a rejection.
 */
public final class JpegFormat implements ImageFormat {
  /** The second byte of the marker at the end of an image. */
  private static final int EOI = 0xd9;

  private final ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
  private final Pixels pixels = new Pixels();
  private @Nullable String warning;

  public JpegFormat() {
    IIOReadWarningListener keepWarning =
        (source, text) -> {
          // Some cameras write extra bytes between segments; the image is complete.
          if (!text.contains("extraneous")) {
            warning = text;
          }
        };
    reader.addIIOReadWarningListener(keepWarning);
  }

  @Override
  public String name() {
    return "JPEG";
  }

  @Override
  public boolean recognises(byte[] payload) {
    return payload.length >= 3
        && (payload[0] & 0xff) == 0xff
        && (payload[1] & 0xff) == 0xd8
        && (payload[2] & 0xff) == 0xff;
  }

  @Override
  public Orientation orientation(byte[] payload) {
    return JpegExif.orientation(payload);
  }

  @Override
  public Optional<Dimensions> dimensions(byte[] payload) {
    return JpegFrame.dimensions(payload);
  }

  @Override
  public Decoding decode(byte[] payload, ImageLimits limits) {
    warning = null;
    try (var input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(JpegRewriter.rewrite(payload)))) {
      reader.setInput(input, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if (!limits.allowsPixels(width, height)) {
        return limits.tooManyPixels(width, height);
      }
      BufferedImage image = reader.read(0);
      if (warning != null) {
        return corrupt(warning, payload);
      }
      return toPlanes(image.getRaster());
    } catch (JpegException e) {
      return e.rejection().reason() == RejectionReason.CORRUPT
          ? corrupt(String.valueOf(e.getMessage()), payload)
          : e.rejection();
    } catch (IIOException e) {
      boolean unsupported = String.valueOf(e.getMessage()).contains("nsupported");
      return new Rejection(
          unsupported ? RejectionReason.UNSUPPORTED : RejectionReason.CORRUPT,
          "JPEG: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      // The JDK's reader throws unchecked exceptions for some damaged headers.
      return new Rejection(RejectionReason.CORRUPT, "JPEG: " + e);
    } finally {
      reader.setInput(null);
    }
  }

  /** Says of a file without its end that it is cut off, whatever the reader stumbled over. */
  private static Rejection corrupt(String reason, byte[] payload) {
    boolean hasEnd = false;
    for (int i = payload.length - 1; i > 0 && !hasEnd; i--) {
      hasEnd = (payload[i] & 0xff) == EOI && (payload[i - 1] & 0xff) == 0xff;
    }
    return new Rejection(
        RejectionReason.CORRUPT,
        hasEnd
            ? "JPEG: " + reason
            : "JPEG: %s; the end (FFD9) is missing: the image is cut off, or it is one chunk of an image"
                .formatted(reason));
  }

  /** Copies the samples to one plane for each channel. */
  private Decoding toPlanes(Raster raster) {
    int bands = raster.getNumBands();
    if (bands != 1 && bands != 3) {
      return new Rejection(
          RejectionReason.UNSUPPORTED,
          "JPEG: %d channels; only 1 or 3 are supported".formatted(bands));
    }
    int plane = raster.getWidth() * raster.getHeight();
    pixels.reshape(bands, raster.getHeight(), raster.getWidth());
    byte[] target = pixels.samples();
    int @Nullable [] row = null;
    for (int band = 0; band < bands; band++) {
      for (int y = 0; y < raster.getHeight(); y++) {
        row = raster.getSamples(0, y, raster.getWidth(), 1, band, row);
        int start = band * plane + y * raster.getWidth();
        for (int x = 0; x < row.length; x++) {
          target[start + x] = (byte) row[x];
        }
      }
    }
    return pixels;
  }
}
