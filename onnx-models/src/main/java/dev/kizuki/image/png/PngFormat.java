package dev.kizuki.image.png;

import ar.com.hjg.pngj.IImageLine;
import ar.com.hjg.pngj.ImageInfo;
import ar.com.hjg.pngj.ImageLineByte;
import ar.com.hjg.pngj.PngReaderByte;
import ar.com.hjg.pngj.PngjException;
import ar.com.hjg.pngj.chunks.ChunkLoadBehaviour;
import ar.com.hjg.pngj.chunks.PngChunkPLTE;
import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * PNG: the plain kind by {@link PlainPng}, the rest by PNGJ: every colour type and bit depth,
 * interlaced or not. Gray stays gray, palettes become colour, 16-bit samples keep their upper byte,
 * alpha is dropped, and no gamma is applied.
 */
public final class PngFormat implements ImageFormat {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int WIDTH_OFFSET = 16;
  private static final int DEPTH_OFFSET = 24;
  private static final int COLOUR_OFFSET = 25;
  private static final int INTERLACE_OFFSET = 28;

  /** In each pixel, by colour type; none for palettes and types that are not there. */
  private static final int[] SAMPLES = {1, 0, 3, 0, 2, 0, 4};

  private static final int HEADER_BYTES = 33;
  private static final long MAX_METADATA_BYTES = 1 << 20;

  private final Pixels pixels = new Pixels();
  private final PlainPng plain = new PlainPng();

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
  public Decoding decode(byte[] payload, ImageLimits limits) {
    if (payload.length < HEADER_BYTES) {
      return new Rejection(
          RejectionReason.CORRUPT, "PNG: %d bytes end within the header".formatted(payload.length));
    }
    // from the header, before PNGJ goes on to the pixels
    ByteBuffer size = ByteBuffer.wrap(payload, WIDTH_OFFSET, 2 * Integer.BYTES);
    int width = size.getInt();
    int height = size.getInt();
    if (width > 0 && height > 0 && !limits.allowsPixels(width, height)) {
      return limits.tooManyPixels(width, height);
    }
    if (width > 0 && height > 0 && rawBytes(payload, width, height) > mostInflated(payload)) {
      return new Rejection(
          RejectionReason.CORRUPT,
          "PNG: %d bytes cannot hold the %d x %d pixels that they declare"
              .formatted(payload.length, width, height));
    }
    return width > 0
            && height > 0
            && isPlain(payload)
            && plain.decode(payload, SAMPLES[payload[COLOUR_OFFSET]], height, width, pixels)
        ? pixels
        : decodeAny(payload);
  }

  /** Of all rows with their filters; at least so many, whatever the file is. */
  private static long rawBytes(byte[] payload, int width, int height) {
    int colour = payload[COLOUR_OFFSET];
    int samples = colour >= 0 && colour < SAMPLES.length ? Math.max(1, SAMPLES[colour]) : 1;
    long bits = (long) width * samples * Math.max(1, payload[DEPTH_OFFSET]);
    return height * (1 + (bits + 7) / 8);
  }

  /** Deflate makes at most 1032 bytes of one: no memory is taken for what cannot come. */
  private static long mostInflated(byte[] payload) {
    return Math.min(Integer.MAX_VALUE - 8L, 1032L * payload.length);
  }

  private static boolean isPlain(byte[] payload) {
    int colour = payload[COLOUR_OFFSET];
    return payload[DEPTH_OFFSET] == 8
        && payload[INTERLACE_OFFSET] == 0
        && colour >= 0
        && colour < SAMPLES.length
        && SAMPLES[colour] > 0;
  }

  private Decoding decodeAny(byte[] payload) {
    PngReaderByte reader = null;
    try {
      reader = new PngReaderByte(new ByteArrayInputStream(payload));
      ImageInfo info = reader.imgInfo;
      reader.setChunkLoadBehaviour(ChunkLoadBehaviour.LOAD_CHUNK_NEVER);
      reader.setMaxBytesMetadata(MAX_METADATA_BYTES);
      reader.setMaxTotalBytesRead(payload.length);
      read(reader, info);
      reader.end();
      return pixels;
    } catch (PngjException e) {
      return new Rejection(RejectionReason.CORRUPT, "PNG: " + e.getMessage());
    } catch (RuntimeException e) {
      // PNGJ checks less than it should: an absurd header may surface as any unchecked exception
      return new Rejection(RejectionReason.CORRUPT, "PNG: " + e);
    } finally {
      if (reader != null) {
        reader.close();
      }
    }
  }

  private void read(PngReaderByte reader, ImageInfo info) {
    boolean colour = info.indexed || info.channels >= 3;
    pixels.reshape(colour ? 3 : 1, info.rows, info.cols);
    for (int row = 0; row < info.rows; row++) {
      byte[] line = samples(reader.readRow());
      int start = row * info.cols;
      if (info.indexed) {
        expandPalette(line, reader.getMetadata().getPLTE(), info, start);
      } else if (info.channels == 1 && info.bitDepth >= 8) {
        System.arraycopy(line, 0, pixels.samples(), start, info.cols);
      } else {
        deinterleave(line, info, start);
      }
    }
  }

  private static byte[] samples(IImageLine line) {
    return ((ImageLineByte) line).getScanlineByte();
  }

  private void expandPalette(byte[] line, PngChunkPLTE palette, ImageInfo info, int start) {
    int plane = info.cols * info.rows;
    byte[] target = pixels.samples();
    for (int column = 0; column < info.cols; column++) {
      int entry = line[column] & 0xff;
      if (entry >= palette.getNentries()) {
        throw new PngjException("palette has no entry " + entry);
      }
      int rgb = palette.getEntry(entry);
      target[start + column] = (byte) (rgb >> 16);
      target[start + column + plane] = (byte) (rgb >> 8);
      target[start + column + 2 * plane] = (byte) rgb;
    }
  }

  /** Interleaved samples to planes; bit depths below 8 are spread over 0 to 255. */
  private void deinterleave(byte[] line, ImageInfo info, int start) {
    int plane = info.cols * info.rows;
    int scale = info.bitDepth < 8 ? 255 / ((1 << info.bitDepth) - 1) : 1;
    byte[] target = pixels.samples();
    for (int channel = 0; channel < pixels.channels(); channel++) {
      for (int column = 0; column < info.cols; column++) {
        int sample = line[column * info.channels + channel] & 0xff;
        target[channel * plane + start + column] = (byte) (sample * scale);
      }
    }
  }
}
