package dev.kizuki.embedded.bench;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.image.raw.RawFormat;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.PlainRuntime;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Measures ONNX Runtime alone, on images that were decoded and scaled before. The difference from
 * {@link ScoringLine} is what Kizuki costs beyond it.
 *
 * @param inputs (C, H, W), uint8, of the model's size, in direct buffers
 */
record RuntimeLine(String name, Model model, List<ByteBuffer> inputs, TimedLoops loops)
    implements Line {

  /** Makes a line for the same images as a {@link ScoringLine}. */
  static RuntimeLine of(String name, Model model, List<byte[]> payloads, TimedLoops loops) {
    Preprocessing shape = model.metadata().preprocessing();
    ImageDecoder decoder =
        new ImageDecoder(
            ImageLimits.LOCAL_FILES,
            new RawFormat(shape.channels(), shape.height(), shape.width()));
    List<ByteBuffer> inputs =
        payloads.stream().map(payload -> input(decoder.decode(payload), shape)).toList();
    return new RuntimeLine(name, model, inputs, loops);
  }

  private static ByteBuffer input(Decoding decoding, Preprocessing shape) {
    if (!(decoding instanceof Pixels pixels)) {
      throw new IllegalStateException("an image was rejected: " + decoding);
    }
    ByteBuffer input = ByteBuffer.allocateDirect(shape.size());
    Optional<Rejection> rejection = shape.write(pixels, input);
    if (rejection.isPresent()) {
      throw new IllegalStateException("an image was rejected: " + rejection.get());
    }
    return input.clear();
  }

  @Override
  public Measurement run() throws InterruptedException {
    return loops.measure(this::infer);
  }

  private long infer(long end) {
    PlainRuntime runtime = new PlainRuntime(model);
    long images = 0;
    while (System.nanoTime() < end) {
      float distance = runtime.distance(inputs.get((int) (images++ % inputs.size())));
      if (!Float.isFinite(distance)) {
        throw new IllegalStateException("a distance was " + distance);
      }
    }
    return images;
  }
}
