package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.trainer.vae.PhotoArchitecture;
import dev.kizuki.trainer.vae.TrainedPhotoWeights;
import java.util.List;

/**
 * Writes the features of photographs as ONNX. All of them start from {@link PhotoContrast} and give
 * a value for each place. The finest have a place every {@value #STEP} pixels.
 */
public final class PhotoGraph {
  /** The distance between two places of the finest features, in pixels. */
  public static final int STEP = 8;

  private static final int DIRECTIONS = 8;

  /** The number of squares along the side of a window of gradients. */
  private static final int CELLS = 2;

  /** The distance to padding below which a place is left out, in pixels. */
  private static final int MARGIN = 16;

  /** The value that is added before the root of an edge, so that noise stays small. */
  private static final double LEAST_EDGE = 1e-4;

  private final OnnxGraph graph = new OnnxGraph();
  private final PhotoArchitecture architecture;
  private final PhotoContrast contrast;
  private final PhotoLayers layers;
  private final FeatureMap input;
  private final List<FeatureMap> stages;
  private final FeatureMap head;

  private PhotoGraph(PhotoArchitecture architecture, TrainedPhotoWeights weights) {
    this.architecture = architecture;
    Preprocessing shape = architecture.input();
    String raw = graph.castToFloat(graph.imageInput(shape));
    this.contrast =
        PhotoContrast.of(
            graph,
            new FeatureMap(raw, shape.channels(), shape.height(), shape.width()),
            shape.resize() == Resize.PAD);
    this.layers = new PhotoLayers(graph, weights);
    String both =
        graph.node(
            "Concat",
            List.of(integer("axis", 1)),
            contrast.coarse().tensor(),
            contrast.fine().tensor());
    this.input = new FeatureMap(both, architecture.inputChannels(), shape.height(), shape.width());
    this.stages = layers.stages(input);
    this.head = layers.head(stages);
  }

  /**
   * Writes one graph with some features.
   *
   * @return the features in the given order; they share the graph
   */
  public static List<FeatureGraph> of(
      PhotoArchitecture architecture, TrainedPhotoWeights weights, List<PhotoFeature> features) {
    PhotoGraph photo = new PhotoGraph(architecture, weights);
    photo.writeLatent();
    return features.stream().map(photo::write).toList();
  }

  private void writeLatent() {
    String mean =
        graph.node(
            "ReduceMean",
            List.of(integers("axes", 2, 3), integer("keepdims", 0)),
            layers.mu(stages).tensor());
    graph.output(mean, ModelMetadata.LATENT, -1, architecture.latent());
  }

  private FeatureGraph write(PhotoFeature feature) {
    FeatureMap map =
        switch (feature) {
          case NETWORK -> largest(head);
          case DEFECT -> largest(layers.logit(head));
          case GRADIENTS, COARSE_GRADIENTS -> gradients(feature.step());
          case LATENT -> layers.mu(stages);
          case RESIDUAL -> residual();
        };
    return FeatureGraph.ofPlaces(
        graph,
        architecture.input(),
        map,
        architecture.latent(),
        feature.title(),
        FeatureGraph.FEATURE + "_" + feature.title(),
        contrast.padding().map(padding -> seen(padding, map, feature)));
  }

  /** The side of the square of pixels that a place of the feature covers. */
  private static int footprint(PhotoFeature feature) {
    return switch (feature) {
      case NETWORK, DEFECT, LATENT -> feature.step();
      case GRADIENTS, COARSE_GRADIENTS, RESIDUAL -> CELLS * feature.step();
    };
  }

  /** 1 for each place that lies at least {@value #MARGIN} pixels from padding, else 0. */
  private FeatureMap seen(FeatureMap padding, FeatureMap map, PhotoFeature feature) {
    int kernel = footprint(feature) + 2 * MARGIN;
    int stride = feature.step();
    String near =
        graph.node(
            "MaxPool",
            List.of(
                integers("kernel_shape", kernel, kernel),
                integers("strides", stride, stride),
                integers("pads", MARGIN, MARGIN, MARGIN, MARGIN),
                integer("ceil_mode", 1)),
            padding.tensor());
    String cut =
        graph.node(
            "Slice",
            near,
            graph.constant(0, 0L),
            graph.constant(map.rows(), (long) map.columns()),
            graph.constant(2, 3L));
    return new FeatureMap(graph.node("Sub", graph.constant(1), cut), 1, map.rows(), map.columns());
  }

  /**
   * Writes the largest value of each square of {@value #STEP} pixels. A mean would hide a defect of
   * a few pixels.
   */
  private FeatureMap largest(FeatureMap map) {
    int side = STEP / PhotoArchitecture.HEAD_STRIDE;
    String pooled =
        graph.node(
            "MaxPool",
            List.of(integers("kernel_shape", side, side), integers("strides", side, side)),
            map.tensor());
    return new FeatureMap(pooled, map.channels(), map.rows() / side, map.columns() / side);
  }

  /**
   * Writes the root of the edges in each square, for windows of {@value #CELLS} x {@value #CELLS}
   * squares.
   *
   * @param side the side of a square, in pixels
   */
  private FeatureMap gradients(int side) {
    FeatureMap edges = new Gradients(graph, DIRECTIONS).of(contrast.fine(), side, side);
    String shifted = graph.node("Add", edges.tensor(), graph.constant(LEAST_EDGE));
    return cells(Gradients.root(graph, edges.with(shifted)));
  }

  /** Writes how much brighter and darker the image is than its reconstruction. */
  private FeatureMap residual() {
    int stride = PhotoArchitecture.HEAD_STRIDE;
    FeatureMap averaged = Gradients.average(graph, input, stride, stride);
    FeatureMap decoded = layers.decode(layers.mu(stages), averaged);
    String difference = graph.node("Sub", averaged.tensor(), decoded.tensor());
    FeatureMap signs = Gradients.signs(graph, averaged.with(difference));
    return cells(Gradients.average(graph, signs, STEP / stride, STEP / stride));
  }

  /** Joins the squares of each window. */
  private FeatureMap cells(FeatureMap squares) {
    return Gradients.cells(
        graph, squares, CELLS, squares.rows() - CELLS + 1, squares.columns() - CELLS + 1);
  }
}
