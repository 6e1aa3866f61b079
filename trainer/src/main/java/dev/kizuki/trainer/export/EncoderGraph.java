package dev.kizuki.trainer.export;

import static dev.kizuki.trainer.export.OnnxGraph.integer;
import static dev.kizuki.trainer.export.OnnxGraph.integers;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Architecture.Activation;
import dev.kizuki.trainer.vae.Architecture.Layer;
import dev.kizuki.trainer.vae.TrainedLayer;
import dev.kizuki.trainer.vae.TrainedVae;
import java.util.ArrayList;
import java.util.List;

/** Writes a trained encoder, and the feature that is wanted of it, as an ONNX graph. */
public final class EncoderGraph {
  private static final long BATCH = -1;
  private static final int MIN_CONV_SIDE = 16;

  /** Entries of all covariances together; half a gigabyte of doubles. */
  private static final long MOST_COVARIANCES = 64L << 20;

  private final Architecture architecture;
  private final Preprocessing input;
  private final List<TrainedLayer> weights;
  private final OnnxGraph graph = new OnnxGraph();

  /** Feature maps that are still (N, channels, rows, columns), or (N, channels) as 1 x 1 maps. */
  private record FeatureMap(String tensor, int channels, int rows, int columns) {}

  private EncoderGraph(TrainedVae vae) {
    this.architecture = vae.architecture();
    this.input = architecture.input();
    this.weights = vae.encoderWeights();
  }

  /**
   * @param perPosition whether each position of the feature's map stays apart; else the map is
   *     flattened
   * @throws IllegalArgumentException if the network has no such feature
   */
  public static FeatureGraph of(TrainedVae vae, Feature feature, boolean perPosition) {
    return new EncoderGraph(vae).write(feature, perPosition);
  }

  /**
   * Finds out, before anything is trained, whether a network can give a feature, and of what size.
   *
   * @param ownGaussians whether each position gets a Gaussian of its own, or all share one
   * @throws IllegalArgumentException if it cannot; the message names the option to change
   */
  public static void requireFeasible(
      Architecture architecture, Feature feature, boolean perPosition, boolean ownGaussians) {
    Preprocessing input = architecture.input();
    int rows = input.height();
    int columns = input.width();
    int channels = 0;
    for (Layer layer : architecture.encoder()) {
      if (layer instanceof Layer.Conv conv) {
        rows = convSize(rows, conv);
        columns = convSize(columns, conv);
        channels = conv.filters();
      }
    }
    if (channels == 0 && (feature.usesConv() || perPosition)) {
      throw noConvolution(architecture);
    }
    if (channels > 0 && Math.min(input.height(), input.width()) < MIN_CONV_SIDE) {
      throw new IllegalArgumentException(
          "images of %d x %d are too small for the network '%s': give a --size of at least %d, or use mlp"
              .formatted(input.width(), input.height(), architecture.name(), MIN_CONV_SIDE));
    }
    if (perPosition && feature.usesGradients()) {
      cellPool(input, rows, columns);
    }
    if (!feature.spatial()) {
      return;
    }
    int positions = perPosition ? rows * columns : 1;
    long cell = perPosition ? 32 : 8L * (input.height() / 4) * (input.width() / 4);
    long map = perPosition ? channels : (long) channels * rows * columns;
    long dimensions = (feature.usesConv() ? map : 0) + (feature.usesGradients() ? cell : 0);
    long entries = dimensions * dimensions * (ownGaussians ? positions : 1);
    if (entries > MOST_COVARIANCES) {
      throw new IllegalArgumentException(
          "the covariance of %d values at %d positions is too large: use a smaller --size%s"
              .formatted(
                  dimensions,
                  positions,
                  perPosition ? ", or --gaussian shared" : ", or --gaussian position"));
    }
  }

  private static IllegalArgumentException noConvolution(Architecture architecture) {
    return new IllegalArgumentException(
        "the network '%s' has no convolution to take a feature or positions from: use --network conv"
            .formatted(architecture.name()));
  }

  private FeatureGraph write(Feature feature, boolean perPosition) {
    String image =
        graph.input(
            ModelMetadata.INPUT,
            DataType.UINT8,
            BATCH,
            input.channels(),
            input.height(),
            input.width());
    String x = graph.node("Cast", List.of(integer("to", DataType.FLOAT_VALUE)), image);
    String unit = graph.node("Div", x, graph.constant(255));
    List<FeatureMap> layers = encoder(scale(unit));
    FeatureMap mu = layers.get(layers.size() - 2);
    FeatureMap logVariance = layers.get(layers.size() - 1);
    graph.output(mu.tensor(), ModelMetadata.LATENT, BATCH, architecture.latent());
    graph.output(logVariance.tensor(), FeatureGraph.LOG_VARIANCE, BATCH, architecture.latent());

    List<FeatureMap> maps = new ArrayList<>();
    switch (feature) {
      case MU -> maps.add(mu);
      case MU_LOGVAR -> maps.addAll(List.of(mu, logVariance));
      case HIDDEN -> maps.add(layers.get(architecture.lastConv() + 1));
      case CONV, GRADIENTS, CONV_GRADIENTS -> {
        if (feature.usesConv()) {
          maps.add(lastConv(layers));
        }
        if (feature.usesGradients()) {
          maps.add(perPosition ? gradientsOn(unit, lastConv(layers)) : gradients(unit, 4));
        }
      }
    }
    return join(maps, perPosition && feature.spatial(), feature.title());
  }

  private FeatureMap lastConv(List<FeatureMap> layers) {
    if (architecture.lastConv() < 0) {
      throw noConvolution(architecture);
    }
    return layers.get(architecture.lastConv());
  }

  private String scale(String unit) {
    return switch (architecture.scaling()) {
      case UNIT -> unit;
      case BINARY ->
          graph.node(
              "Cast",
              List.of(integer("to", DataType.FLOAT_VALUE)),
              graph.node("Greater", unit, graph.constant(0.5)));
    };
  }

  /** The output of each layer, then mu, then logVariance. */
  private List<FeatureMap> encoder(String x) {
    List<FeatureMap> outputs = new ArrayList<>();
    FeatureMap h = new FeatureMap(x, input.channels(), input.height(), input.width());
    for (int i = 0; i < architecture.encoder().size(); i++) {
      Layer layer = architecture.encoder().get(i);
      FeatureMap linear =
          layer instanceof Layer.Conv conv
              ? conv(h, conv, weights.get(i))
              : dense(h, weights.get(i));
      h =
          new FeatureMap(
              graph.node(activation(), linear.tensor()),
              linear.channels(),
              linear.rows(),
              linear.columns());
      outputs.add(h);
    }
    outputs.add(dense(h, weights.get(weights.size() - 2)));
    outputs.add(dense(h, weights.get(weights.size() - 1)));
    return outputs;
  }

  private String activation() {
    return architecture.activation() == Activation.RELU ? "Relu" : "Softplus";
  }

  private FeatureMap conv(FeatureMap x, Layer.Conv conv, TrainedLayer layer) {
    int padding = conv.padding();
    String output =
        graph.node(
            "Conv",
            List.of(
                integers("kernel_shape", conv.kernel(), conv.kernel()),
                integers("strides", conv.stride(), conv.stride()),
                integers("pads", padding, padding, padding, padding)),
            x.tensor(),
            graph.constant(layer.weight(), layer.shape()),
            graph.constant(layer.bias(), layer.bias().length));
    return new FeatureMap(
        output, conv.filters(), convSize(x.rows(), conv), convSize(x.columns(), conv));
  }

  private static int convSize(int size, Layer.Conv conv) {
    return (size + 2 * conv.padding() - conv.kernel()) / conv.stride() + 1;
  }

  private FeatureMap dense(FeatureMap x, TrainedLayer layer) {
    String output =
        graph.node(
            "Gemm",
            List.of(integer("transB", 1)),
            flatten(x),
            graph.constant(layer.weight(), layer.shape()),
            graph.constant(layer.bias(), layer.bias().length));
    return new FeatureMap(output, layer.bias().length, 1, 1);
  }

  private String flatten(FeatureMap x) {
    return x.rows() * x.columns() == 1
        ? x.tensor()
        : graph.node("Flatten", List.of(integer("axis", 1)), x.tensor());
  }

  /**
   * Sobel's operator in eight directions, rectified, and averaged over squares: where edges of
   * which direction are. (N, 8, H / pool, W / pool).
   */
  private FeatureMap gradients(String unit, int pool) {
    String gray =
        input.channels() == 1 ? unit : graph.node("ReduceMean", List.of(integers("axes", 1)), unit);
    String edges =
        graph.node(
            "Relu",
            graph.node(
                "Conv",
                List.of(integers("kernel_shape", 3, 3), integers("pads", 1, 1, 1, 1)),
                gray,
                graph.constant(sobel(), 8, 1, 3, 3)));
    String pooled =
        graph.node(
            "AveragePool",
            List.of(integers("kernel_shape", pool, pool), integers("strides", pool, pool)),
            edges);
    return new FeatureMap(pooled, 8, input.height() / pool, input.width() / pool);
  }

  /** Sobel / 4 at 0, 45, ..., 315 degrees. */
  private static float[] sobel() {
    float[][] horizontal = {{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}};
    float[] kernels = new float[8 * 9];
    for (int direction = 0; direction < 8; direction++) {
      double angle = direction * Math.PI / 4;
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
          double value =
              Math.cos(angle) * horizontal[row][column] + Math.sin(angle) * horizontal[column][row];
          kernels[(direction * 3 + row) * 3 + column] = (float) (value / 4);
        }
      }
    }
    return kernels;
  }

  /** Gradients on the grid of another map: four cells of them to each of its positions. */
  private FeatureMap gradientsOn(String unit, FeatureMap grid) {
    int pool = cellPool(input, grid.rows(), grid.columns());
    FeatureMap cells = gradients(unit, pool);
    String folded = graph.node("SpaceToDepth", List.of(integer("blocksize", 2)), cells.tensor());
    return new FeatureMap(folded, 4 * cells.channels(), grid.rows(), grid.columns());
  }

  /** The side of the squares of which four make one position of the grid. */
  private static int cellPool(Preprocessing input, int rows, int columns) {
    int pool = input.height() / (2 * rows);
    if (pool * 2 * rows != input.height() || pool * 2 * columns != input.width()) {
      throw new IllegalArgumentException(
          "%d x %d pixels do not divide into %d x %d positions: give a --size of multiples of 8"
              .formatted(input.width(), input.height(), columns, rows));
    }
    return pool;
  }

  /** All maps as one tensor (N, positions, dimensions). */
  private FeatureGraph join(List<FeatureMap> maps, boolean perPosition, String name) {
    int rows = perPosition ? maps.get(0).rows() : 1;
    int columns = perPosition ? maps.get(0).columns() : 1;
    List<Integer> blocks = new ArrayList<>();
    List<String> tensors = new ArrayList<>();
    for (FeatureMap map : maps) {
      int dimensions = map.channels() * map.rows() * map.columns() / (rows * columns);
      blocks.add(dimensions);
      tensors.add(
          perPosition
              ? graph.node(
                  "Transpose",
                  List.of(integers("perm", 0, 2, 1)),
                  graph.node(
                      "Reshape",
                      map.tensor(),
                      graph.constant(0L, dimensions, (long) rows * columns)))
              : graph.node("Reshape", map.tensor(), graph.constant(0L, 1, dimensions)));
    }
    String feature =
        tensors.size() == 1
            ? tensors.get(0)
            : graph.node("Concat", List.of(integer("axis", 2)), tensors.toArray(new String[0]));
    int total = blocks.stream().mapToInt(Integer::intValue).sum();
    graph.output(feature, FeatureGraph.FEATURE, BATCH, (long) rows * columns, total);
    return new FeatureGraph(
        graph, input, feature, rows, columns, blocks, architecture.latent(), name);
  }
}
