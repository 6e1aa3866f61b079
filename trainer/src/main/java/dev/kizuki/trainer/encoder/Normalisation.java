package dev.kizuki.trainer.encoder;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rule that makes pixels the input of an encoder: {@code (x / 255 - mean) / deviation} for x in
 * [0, 255], or {@code (x - mean) / deviation} if the values are for pixels from 0 to 255.
 *
 * @param name the text of the command line, such as imagenet
 * @param mean one value for all channels, or one for each channel
 * @param deviation one value for all channels, or one for each channel; each positive
 * @param bytes whether the values are for pixels from 0 to 255
 */
public record Normalisation(String name, List<Float> mean, List<Float> deviation, boolean bytes) {
  /** Pixels from 0 to 1. */
  static final Normalisation UNIT = new Normalisation("unit", List.of(0f), List.of(1f), false);

  /** Pixels from 0 to 255, as they are. */
  static final Normalisation NONE = new Normalisation("none", List.of(0f), List.of(1f), true);

  /** Pixels from -1 to 1. */
  private static final Normalisation SIGNED =
      new Normalisation("signed", List.of(0.5f), List.of(0.5f), false);

  /** The mean and deviation of ImageNet's training images, as torchvision and timm use them. */
  private static final Normalisation IMAGENET =
      new Normalisation(
          "imagenet", List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f), false);

  private static final List<Normalisation> NAMED = List.of(IMAGENET, UNIT, SIGNED, NONE);

  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (deviation.stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException(
          "the deviations of --normalise must be positive, were " + list(deviation));
    }
  }

  /**
   * Reads a name, or means and deviations such as {@code 0.5,0.5,0.5/0.2,0.2,0.2}. A mean or
   * deviation above 1 shows that the values are for pixels from 0 to 255.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static Normalisation of(String text) {
    return NAMED.stream()
        .filter(named -> named.name.equals(text))
        .findFirst()
        .orElseGet(() -> ofValues(text));
  }

  private static Normalisation ofValues(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 2) {
        List<Float> mean = values(parts[0]);
        List<Float> deviation = values(parts[1]);
        boolean bytes =
            mean.stream().anyMatch(value -> value > 1)
                || deviation.stream().anyMatch(value -> value > 1);
        return new Normalisation(text, mean, deviation, bytes);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(wrong(text), e);
    }
    throw new IllegalArgumentException(wrong(text));
  }

  private static String wrong(String text) {
    return "--normalise is imagenet, unit, signed, none, or means/deviations such as"
        + " 0.5,0.5,0.5/0.2,0.2,0.2; was '%s'".formatted(text);
  }

  private static List<Float> values(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).map(Float::valueOf).toList();
  }

  void requireFor(Preprocessing shape) {
    for (List<Float> values : List.of(mean, deviation)) {
      if (values.size() != 1 && values.size() != shape.channels()) {
        throw new IllegalArgumentException(
            "--normalise %s has %d values, images have %d channel%s"
                .formatted(
                    name,
                    values.size(),
                    shape.channels(),
                    shape.channels() == 1 ? " (--colour gives 3)" : "s"));
      }
    }
  }

  /** Returns the formula in words, such as "x / 255, minus 0.5, divided by 0.25". */
  public String describe() {
    String centred =
        (bytes ? "x" : "x / 255")
            + (isAll(mean, 0) ? "" : ", minus " + list(mean))
            + (isAll(deviation, 1) ? "" : ", divided by " + list(deviation));
    boolean given = NAMED.stream().noneMatch(named -> named.name.equals(name));
    return centred
        + (given ? bytes ? " (values for pixels from 0 to 255)" : "" : " (" + name + ")");
  }

  private static boolean isAll(List<Float> values, float value) {
    return values.stream().allMatch(each -> each == value);
  }

  private static String list(List<Float> values) {
    return values.stream()
        .map(value -> new BigDecimal(value).round(new MathContext(6)))
        .map(value -> value.stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(", "));
  }

  /** Adds the normalisation of (N, C, H, W), uint8, to a graph and returns a float32 tensor. */
  String write(OnnxGraph graph, String image) {
    String x = graph.castToFloat(image);
    if (!bytes) {
      x = graph.node("Div", x, graph.constant(255.0));
    }
    if (!isAll(mean, 0)) {
      x = graph.node("Sub", x, perChannel(graph, mean));
    }
    return isAll(deviation, 1) ? x : graph.node("Div", x, perChannel(graph, deviation));
  }

  private static String perChannel(OnnxGraph graph, List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return graph.constant(array, 1, array.length, 1, 1);
  }
}
