package dev.kizuki.image.png;

import ar.com.hjg.pngj.ImageInfo;
import ar.com.hjg.pngj.ImageLineByte;
import ar.com.hjg.pngj.PngReaderByte;
import ar.com.hjg.pngj.PngjException;
import ar.com.hjg.pngj.chunks.ChunkLoadBehaviour;
import ar.com.hjg.pngj.chunks.PngChunkPLTE;
import dev.kizuki.image.Decoding;
import dev.kizuki.image.Pixels;
import java.io.ByteArrayInputStream;

/** Reads every kind of PNG with the PNGJ library, row by row. */
final class PngjReader {
  private static final long MAX_METADATA_BYTES = 1 << 20;

  private final PngReaderByte reader;
  private final ImageInfo info;
  private final Pixels pixels;

  private PngjReader(PngReaderByte reader, Pixels pixels) {
    this.reader = reader;
    this.info = reader.imgInfo;
    this.pixels = pixels;
  }

  /**
   * Decodes a file.
   *
   * @param pixels the image that is written; undefined after a rejection
   * @return {@code pixels}, or the reason why the file cannot be read
   */
  static Decoding decode(byte[] png, Pixels pixels) {
    PngReaderByte reader = null;
    try {
      reader = new PngReaderByte(new ByteArrayInputStream(png));
      reader.setChunkLoadBehaviour(ChunkLoadBehaviour.LOAD_CHUNK_NEVER);
      reader.setMaxBytesMetadata(MAX_METADATA_BYTES);
      reader.setMaxTotalBytesRead(png.length);
      new PngjReader(reader, pixels).readRows();
      reader.end();
      return pixels;
    } catch (PngjException e) {
      return PngFormat.corrupt(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // PNGJ does not check every header field: an invalid one can cause any unchecked exception.
      return PngFormat.corrupt(e.toString());
    } finally {
      if (reader != null) {
        reader.close();
      }
    }
  }

  private void readRows() {
    boolean colour = info.indexed || info.channels >= 3;
    pixels.reshape(colour ? 3 : 1, info.rows, info.cols);
    for (int row = 0; row < info.rows; row++) {
      byte[] line = ((ImageLineByte) reader.readRow()).getScanlineByte();
      int start = row * info.cols;
      if (info.indexed) {
        expandPalette(line, start);
      } else if (info.channels == 1 && info.bitDepth >= 8) {
        System.arraycopy(line, 0, pixels.samples(), start, info.cols);
      } else {
        deinterleave(line, start);
      }
    }
  }

  /** Replaces each palette index by its colour. */
  private void expandPalette(byte[] line, int start) {
    PngChunkPLTE palette = reader.getMetadata().getPLTE();
    int plane = info.cols * info.rows;
    byte[] target = pixels.samples();
    for (int column = 0; column < info.cols; column++) {
      int index = line[column] & 0xff;
      if (index >= palette.getNentries()) {
        throw new PngjException("palette has no entry " + index);
      }
      int rgb = palette.getEntry(index);
      target[start + column] = (byte) (rgb >> 16);
      target[start + column + plane] = (byte) (rgb >> 8);
      target[start + column + 2 * plane] = (byte) rgb;
    }
  }

  /** Writes interleaved samples to planes; scales samples of less than 8 bits to 0..255. */
  private void deinterleave(byte[] line, int start) {
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
