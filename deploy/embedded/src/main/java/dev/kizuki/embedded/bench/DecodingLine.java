package dev.kizuki.embedded.bench;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.image.raw.RawFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import javax.imageio.ImageIO;

/** Measures decoding alone, in one thread. */
record DecodingLine(String name, List<byte[]> payloads, int count, ToIntFunction<byte[]> decoder)
    implements Line {

  /** Measures the service's decoder. */
  static DecodingLine kizuki(String format, List<byte[]> payloads, int side, int count) {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT, new RawFormat(1, side, side));
    return new DecodingLine(
        "decoding " + format,
        payloads,
        count,
        payload -> {
          Decoding decoding = decoder.decode(payload);
          return ((Pixels) decoding).sample(0, side / 2, side / 2);
        });
  }

  /** Measures {@code ImageIO.read} with its default settings. */
  static DecodingLine imageIo(String format, List<byte[]> payloads, int side, int count) {
    return new DecodingLine(
        "decoding %s, ImageIO.read".formatted(format),
        payloads,
        count,
        payload -> {
          try {
            return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(payload)))
                .getRaster()
                .getSample(side / 2, side / 2, 0);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public Measurement run() {
    ThreadCosts.Reading before = ThreadCosts.readCurrent();
    long start = System.nanoTime();
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += decoder.applyAsInt(payloads.get(i % payloads.size()));
    }
    long time = System.nanoTime() - start;
    if (sum < 0) {
      throw new IllegalStateException("samples are not negative");
    }
    return Measurement.of(count, time, ThreadCosts.readCurrent().since(before));
  }
}
