package dev.kizuki.trainer.feature;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Architecture.Layer;
import dev.kizuki.trainer.vae.Architecture.Scaling;
import dev.kizuki.trainer.vae.TrainedLayer;
import dev.kizuki.trainer.vae.TrainedVae;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a trained network with one of its features as ONNX. */
public final class EncoderGraph {
  private final Architecture architecture;
  private final Preprocessing input;
  private final List<TrainedLayer> encoderWeights;
  private final List<TrainedLayer> decoderWeights;
  private final OnnxGraph graph = new OnnxGraph();
  private final Layers layers;

  private EncoderGraph(TrainedVae vae) {
    this.architecture = vae.architecture();
    this.input = architecture.input();
    this.encoderWeights = vae.encoderWeights();
    this.decoderWeights = vae.decoderWeights();
    this.layers = new Layers(graph, architecture.activation());
  }

  /**
   * Returns the graph from images to the feature.
   *
   * @param feature one that {@link FeatureLimits#requireFeasible} accepts for this network
   */
  public static FeatureGraph of(TrainedVae vae, Feature feature) {
    return new EncoderGraph(vae).write(feature);
  }

  private FeatureGraph write(Feature feature) {
    String image = graph.imageInput(input);
    String raw = graph.castToFloat(image);
    String unit = graph.node("Div", raw, graph.constant(255));
    FeatureMap x = new FeatureMap(scale(unit), input.channels(), input.height(), input.width());
    List<FeatureMap> outputs = encoder(x);
    FeatureMap mu = outputs.get(outputs.size() - 2);
    FeatureMap logVariance = outputs.get(outputs.size() - 1);
    graph.output(mu.tensor(), ModelMetadata.LATENT, -1, architecture.latent());
    graph.output(logVariance.tensor(), FeatureGraph.LOG_VARIANCE, -1, architecture.latent());

    Optional<String> logits = Optional.empty();
    List<FeatureMap> maps = new ArrayList<>();
    if (feature == Feature.MU || feature == Feature.MU_LOGVAR) {
      maps.add(mu);
    }
    if (feature == Feature.MU_LOGVAR) {
      maps.add(logVariance);
    }
    if (feature == Feature.HIDDEN) {
      maps.add(outputs.get(architecture.lastConv() + 1));
    }
    if (feature.usesConv()) {
      maps.add(pooled(outputs.get(architecture.lastConv())));
    }
    if (feature.usesGradients() || feature.usesResidual()) {
      FeatureMap edges = GradientGraph.of(graph, x);
      if (feature.usesGradients()) {
        maps.add(edges);
      }
      if (feature.usesResidual()) {
        FeatureMap decoded = decoder(mu);
        logits = Optional.of(decoded.tensor());
        FeatureMap reconstructed = GradientGraph.of(graph, image(decoded));
        maps.add(
            new FeatureMap(
                graph.node("Sub", edges.tensor(), reconstructed.tensor()),
                edges.channels(),
                edges.rows(),
                edges.columns()));
      }
    }
    return FeatureGraph.ofImage(graph, input, maps, architecture.latent(), feature.title())
        .withLogits(logits);
  }

  private String scale(String unit) {
    return architecture.scaling() == Scaling.UNIT
        ? unit
        : graph.castToFloat(graph.node("Greater", unit, graph.constant(0.5)));
  }

  /** Writes the layers. Returns the output of each layer, then mu, then logVariance. */
  private List<FeatureMap> encoder(FeatureMap x) {
    List<FeatureMap> outputs = new ArrayList<>();
    FeatureMap h = x;
    for (int i = 0; i < architecture.encoder().size(); i++) {
      TrainedLayer weights = encoderWeights.get(i);
      h =
          layers.activate(
              architecture.encoder().get(i) instanceof Layer.Conv conv
                  ? layers.conv(h, conv, weights)
                  : layers.dense(h, weights));
      outputs.add(h);
    }
    outputs.add(layers.dense(h, encoderWeights.get(encoderWeights.size() - 2)));
    outputs.add(layers.dense(h, encoderWeights.get(encoderWeights.size() - 1)));
    return outputs;
  }

  /** Writes the decoder. Returns the logits of the pixels for mu. */
  private FeatureMap decoder(FeatureMap mu) {
    FeatureMap h = mu;
    for (TrainedLayer hidden : decoderWeights.subList(0, decoderWeights.size() - 1)) {
      h = layers.activate(layers.dense(h, hidden));
    }
    return layers.dense(h, decoderWeights.get(decoderWeights.size() - 1));
  }

  /** Writes the scaling of the image. Returns the input of the first layer. */
  private FeatureMap image(FeatureMap logits) {
    String image =
        graph.node(
            "Reshape",
            graph.node("Sigmoid", logits.tensor()),
            graph.constant(0L, input.channels(), input.height(), input.width()));
    return new FeatureMap(image, input.channels(), input.height(), input.width());
  }

  /**
   * Averages the map over squares that are one row and one column smaller than the map. 2 x 2 means
   * are left.
   */
  private FeatureMap pooled(FeatureMap map) {
    return Gradients.root(
        graph, Gradients.average(graph, map, map.rows() - 1, map.columns() - 1, 1));
  }
}
