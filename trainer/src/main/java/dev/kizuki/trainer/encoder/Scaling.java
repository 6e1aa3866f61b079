package dev.kizuki.trainer.encoder;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How pixels become the float32 input of an encoder: {@code (x / 255 - mean) / std} for x in [0,
 * 255].
 *
 * @param mean one value for all channels, or one for each channel
 * @param std one value for all channels, or one for each channel; each positive
 */
public record Scaling(List<Float> mean, List<Float> std) {
  /** Mean 0 and standard deviation 1: only the division by 255 remains. */
  static final Scaling NONE = new Scaling(List.of(0f), List.of(1f));

  public Scaling {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (std.stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException("--std must be positive, was " + std);
    }
    requireUnit(mean, std);
  }

  /** Means above 1 belong to pixels from 0 to 255. Pixels are divided by 255 here. */
  private static void requireUnit(List<Float> mean, List<Float> std) {
    boolean meansOfBytes = mean.stream().anyMatch(value -> value > 1);
    boolean deviationsOfBytes = std.stream().anyMatch(value -> value > 1);
    if (meansOfBytes || deviationsOfBytes) {
      throw new IllegalArgumentException(
          "--mean %s and --std %s are for pixels from 0 to 255, and pixels are divided by 255 first: use --mean %s --std %s"
              .formatted(list(mean, 1), list(std, 1), list(mean, 255), list(std, 255)));
    }
  }

  private static String list(List<Float> values, float divisor) {
    return values.stream()
        .map(value -> new BigDecimal(value / divisor).round(new MathContext(6)))
        .map(value -> value.stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(","));
  }

  void requireFor(Preprocessing shape) {
    for (List<Float> values : List.of(mean, std)) {
      if (values.size() != 1 && values.size() != shape.channels()) {
        throw new IllegalArgumentException(
            "--mean and --std take one value or one for each channel: %d were given, images have %d%s"
                .formatted(
                    values.size(),
                    shape.channels(),
                    shape.channels() == 1 ? " (--colour gives 3)" : ""));
      }
    }
  }

  /** Adds the scaling to a graph and returns the scaled tensor. */
  String write(OnnxGraph graph, String image) {
    String unit = graph.node("Div", graph.castToFloat(image), graph.constant(255.0));
    String centred = graph.node("Sub", unit, perChannel(graph, mean));
    return graph.node("Div", centred, perChannel(graph, std));
  }

  private static String perChannel(OnnxGraph graph, List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return graph.constant(array, 1, array.length, 1, 1);
  }
}
