package dev.kizuki.trainer.evaluation;

import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.data.Masks;
import dev.kizuki.trainer.progress.Progress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a model on the test images and compares its maps with the masks, a few images at a time. */
public final class PixelMeasurement {
  private static final int AT_ONCE = 16;

  private final Preprocessing shape;
  private final PixelMaps maps;
  private final ImageDecoder decoder;
  private final MaskedImages masked;
  private final PixelScores pixels = new PixelScores();
  private final Map<String, String> leftOut = new HashMap<>();
  private int measured;

  /** An image in the shape of the model's input, with its mask in {@link PixelScores}' form. */
  private static final class Input {
    private final LabelledImage image;
    private final ByteBuffer samples;
    private final byte[] mask;

    Input(LabelledImage image, ByteBuffer samples, byte[] mask) {
      this.image = image;
      this.samples = samples;
      this.mask = mask;
    }
  }

  private PixelMeasurement(PixelMaps maps, Preprocessing shape, DataSet data, Masks masks) {
    this.maps = maps;
    this.shape = shape;
    this.decoder = data.decoder();
    this.masked = new MaskedImages(shape, masks);
  }

  /**
   * Measures all images that were scored.
   *
   * @param maps the maps of the model; the caller must close what they read
   * @param shape the shape of the model's input
   */
  public static PixelDetection of(
      PixelMaps maps,
      Preprocessing shape,
      DataSet data,
      Masks masks,
      TestScores scores,
      Progress progress) {
    PixelMeasurement measurement = new PixelMeasurement(maps, shape, data, masks);
    List<TestScores.ScoredImage> images = scores.all();
    progress.begin("Comparing maps with masks", images.size());
    for (int start = 0; start < images.size(); start += AT_ONCE) {
      List<Input> inputs = new ArrayList<>();
      List<TestScores.ScoredImage> some =
          images.subList(start, Math.min(images.size(), start + AT_ONCE));
      for (TestScores.ScoredImage each : some) {
        boolean normal = each.image().label().equals(scores.normal());
        measurement.input(each.image(), normal).ifPresent(inputs::add);
      }
      measurement.measure(inputs);
      some.forEach(each -> progress.advance());
    }
    return new PixelDetection(
        maps.method(),
        measurement.pixels.auroc(),
        measurement.pixels.aupro(PixelDetection.FALSE_POSITIVE_LIMIT),
        measurement.measured,
        measurement.pixels.regions(),
        measurement.leftOut);
  }

  private Optional<Input> input(LabelledImage image, boolean normal) {
    Optional<byte[]> payload = image.read(leftOut);
    if (payload.isEmpty() || !(decoder.decode(payload.get()) instanceof Pixels picture)) {
      return Optional.empty();
    }
    ByteBuffer samples = ByteBuffer.allocate(shape.size());
    if (shape.write(picture, samples).isPresent()) {
      return Optional.empty();
    }
    return masked
        .mask(image, normal, picture, leftOut)
        .map(mask -> new Input(image, samples.flip(), mask));
  }

  private void measure(List<Input> inputs) {
    maps.run(
        inputs.size(), i -> inputs.get(i).samples, (i, scores) -> measure(inputs.get(i), scores));
  }

  private void measure(Input input, Optional<float[]> scores) {
    if (scores.isEmpty()) {
      leftOut.put(input.image.name(), "the model's map has values that are not finite");
      return;
    }
    pixels.add(scores.get(), input.mask, shape.width());
    measured++;
  }
}
