package dev.kizuki.trainer.evaluation;

import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
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
  private final GraphRunner model;
  private final ImageDecoder decoder;
  private final MaskedImages masked;
  private final BilinearScaling scaling;
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

  /**
   * @param model a graph that has the output {@link ModelMetadata#MAP}; the caller must close it
   */
  private PixelMeasurement(GraphRunner model, Preprocessing shape, DataSet data, Masks masks) {
    this.model = model;
    this.shape = shape;
    this.decoder = data.decoder();
    this.masked = new MaskedImages(shape, masks);
    long[] map = model.outputShape(ModelMetadata.MAP, 1);
    this.scaling = new BilinearScaling((int) map[1], (int) map[2], shape.height(), shape.width());
  }

  /**
   * Measures all images that were scored.
   *
   * @param model a graph that has the output {@link ModelMetadata#MAP}; the caller must close it
   * @param shape the shape of the model's input
   */
  public static PixelDetection of(
      GraphRunner model,
      Preprocessing shape,
      DataSet data,
      Masks masks,
      TestScores scores,
      Progress progress) {
    PixelMeasurement measurement = new PixelMeasurement(model, shape, data, masks);
    List<TestScores.ScoredImage> images = scores.all();
    progress.begin("Comparing maps with masks", images.size());
    for (int start = 0; start < images.size(); start += AT_ONCE) {
      List<Input> inputs = new ArrayList<>();
      for (TestScores.ScoredImage each :
          images.subList(start, Math.min(images.size(), start + AT_ONCE))) {
        boolean normal = each.image().label().equals(scores.normal());
        measurement.input(each.image(), normal).ifPresent(inputs::add);
        progress.advance();
      }
      measurement.measure(inputs);
    }
    return new PixelDetection(
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
    model.run(
        ModelMetadata.MAP,
        inputs.size(),
        i -> inputs.get(i).samples,
        (start, n, values) -> {
          for (int i = 0; i < n; i++) {
            measure(inputs.get(start + i), values, i * (values.length / n));
          }
        });
  }

  private void measure(Input input, float[] maps, int start) {
    float[] scores = scaling.scale(maps, start);
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        leftOut.put(input.image.name(), "the model's map has values that are not finite");
        return;
      }
    }
    pixels.add(scores, input.mask, shape.width());
    measured++;
  }
}
