package dev.kizuki.trainer.encoder;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.onnx.ImportedGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The chosen layers of an encoder, for images of one shape. Makes the feature of them as PaDiM does
 * (Defard et al., "PaDiM", 2021): all layers on one grid, their channels joined at each place.
 */
public final class EncoderLayers {
  /** The largest difference that is put down to rounding, as a share of the largest value. */
  private static final double ROUNDING = 1e-3;

  private final ImportedGraph encoder;
  private final OnnxGraph graph;
  private final Preprocessing shape;
  private final List<Layer> layers;

  /**
   * @param encoder the part of the encoder that computes the layers
   * @param graph the graph of that part behind our input; not changed
   */
  EncoderLayers(ImportedGraph encoder, OnnxGraph graph, Preprocessing shape, List<Layer> layers) {
    this.encoder = encoder;
    this.graph = graph;
    this.shape = shape;
    this.layers = List.copyOf(layers);
  }

  /** Describes for the user what each layer was taken for, one line each. */
  public List<String> describe() {
    return layers.stream().map(Layer::describe).toList();
  }

  /** Returns whether all layers are vectors of the whole image. */
  public boolean areVectors() {
    return layers.stream().allMatch(Layer::isVector);
  }

  /**
   * Decides the grid and the number of channels.
   *
   * @param asked the grid; null for the finest of the layers
   * @param shared whether all places share one Gaussian
   * @throws ModelException if the model would be too large; the message says what to change
   * @throws IllegalArgumentException if there are fewer channels than asked for
   */
  public FeaturePlan plan(@Nullable Grid asked, boolean shared, Reduction reduction) {
    Grid grid = asked == null ? Grid.finest(layers) : asked;
    int gaussians = shared ? 1 : grid.places();
    int available = layers.stream().mapToInt(Layer::channels).sum();
    int channels = reduction.channels(available, grid.places(), gaussians);
    FeaturePlan plan =
        new FeaturePlan(grid, gaussians, available, channels, reduction, encoder.bytes());
    plan.requireFeasible(encoder.path(), shape);
    return plan;
  }

  /**
   * Makes the graph from our uint8 images to the feature.
   *
   * @param images the images that principal components are computed from
   * @param positions the positions of these images in the store
   * @throws ModelException if images in one batch influence each other
   */
  public FeatureGraph features(FeaturePlan plan, PixelStore images, int[] positions) {
    FeatureGraph features = reduced(plan, images, positions);
    requireIndependentImages(features);
    return features;
  }

  private FeatureGraph reduced(FeaturePlan plan, PixelStore images, int[] positions) {
    if (plan.usesPca()) {
      float[] projection =
          PlaceComponents.of(
              joined(allChannels(), plan.grid()),
              images,
              positions,
              plan.channels(),
              plan.reduction().seed());
      return projected(projection, plan);
    }
    return joined(
        plan.isReduced() ? plan.reduction().draw(plan.available(), plan.channels()) : allChannels(),
        plan.grid());
  }

  private int[] allChannels() {
    int[] all = new int[layers.stream().mapToInt(Layer::channels).sum()];
    Arrays.setAll(all, i -> i);
    return all;
  }

  /** Joins some channels; ascending, numbered through all layers. */
  private FeatureGraph joined(int[] channels, Grid grid) {
    OnnxGraph feature = graph.copy();
    List<String> tensors = new ArrayList<>();
    List<Integer> blocks = new ArrayList<>();
    int first = 0;
    for (Layer layer : layers) {
      int start = first;
      long[] chosen =
          Arrays.stream(channels)
              .filter(channel -> channel >= start && channel < start + layer.channels())
              .mapToLong(channel -> channel - start)
              .toArray();
      if (chosen.length > 0) {
        String map = layer.write(feature);
        if (chosen.length < layer.channels()) {
          map = feature.node("Gather", List.of(integer("axis", 1)), map, feature.constant(chosen));
        }
        tensors.add(grid.write(feature, map, layer.rows(), layer.columns()));
        blocks.add(chosen.length);
      }
      first += layer.channels();
    }
    String all =
        tensors.size() == 1
            ? tensors.get(0)
            : feature.node("Concat", List.of(integer("axis", 1)), tensors.toArray(String[]::new));
    return finished(feature, all, blocks, grid);
  }

  /** Sums the projections of the layers: a convolution of 1 x 1 for each. */
  private FeatureGraph projected(float[] projection, FeaturePlan plan) {
    OnnxGraph feature = graph.copy();
    String sum = "";
    int first = 0;
    for (Layer layer : layers) {
      int channels = layer.channels();
      float[] kernel = new float[plan.channels() * channels];
      for (int row = 0; row < plan.channels(); row++) {
        System.arraycopy(
            projection, row * plan.available() + first, kernel, row * channels, channels);
      }
      String map =
          feature.node(
              "Conv",
              layer.write(feature),
              feature.constant(kernel, plan.channels(), channels, 1, 1));
      String onGrid = plan.grid().write(feature, map, layer.rows(), layer.columns());
      sum = sum.isEmpty() ? onGrid : feature.node("Add", sum, onGrid);
      first += channels;
    }
    return finished(feature, sum, List.of(plan.channels()), plan.grid());
  }

  /** Declares the outputs of a map (N, channels, rows, columns). */
  private FeatureGraph finished(OnnxGraph feature, String map, List<Integer> blocks, Grid grid) {
    int channels = blocks.stream().mapToInt(Integer::intValue).sum();
    String mean = feature.node("GlobalAveragePool", map);
    feature.output(
        feature.node("Reshape", mean, feature.constant(0L, channels)),
        ModelMetadata.LATENT,
        -1,
        channels);
    String byChannel = feature.node("Reshape", map, feature.constant(0L, channels, grid.places()));
    String byPlace = feature.node("Transpose", List.of(integers("perm", 0, 2, 1)), byChannel);
    feature.output(byPlace, FeatureGraph.FEATURE, -1, grid.places(), channels);
    return new FeatureGraph(
        feature,
        shape,
        byPlace,
        grid.rows(),
        grid.columns(),
        blocks,
        channels,
        encoder.path().getFileName()
            + ":"
            + layers.stream().map(Layer::name).collect(Collectors.joining(",")));
  }

  /** Compares two images in one batch with the same images alone. */
  private void requireIndependentImages(FeatureGraph features) {
    Random random = new Random(1);
    byte[][] noise = new byte[2][shape.size()];
    for (byte[] image : noise) {
      random.nextBytes(image);
    }
    try (GraphRunner runner = new GraphRunner(features.toBytes(), shape)) {
      float[] both = runner.runAll(FeatureGraph.FEATURE, 2, i -> ByteBuffer.wrap(noise[i]));
      double largest = 0;
      double difference = 0;
      for (int image = 0; image < 2; image++) {
        ByteBuffer pixels = ByteBuffer.wrap(noise[image]);
        float[] alone = runner.runAll(FeatureGraph.FEATURE, 1, i -> pixels);
        for (int i = 0; i < alone.length; i++) {
          float together = both[image * alone.length + i];
          largest = Math.max(largest, Math.abs(together));
          difference = Math.max(difference, Math.abs(together - alone[i]));
        }
      }
      if (!(difference <= ROUNDING * largest)) {
        throw new ModelException(
            encoder.path(),
            "an image gives other features alone than beside another image (they differ by %.3g of %.3g): export it in inference mode (model.eval()) and with a dynamic batch axis"
                .formatted(difference, largest));
      }
    }
  }
}
