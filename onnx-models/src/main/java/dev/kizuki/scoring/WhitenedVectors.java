package dev.kizuki.scoring;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.WhitenedGraph;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Computes the whitened vectors of images, whose lengths are the distances. Not thread-safe. The
 * caller must close it.
 */
public final class WhitenedVectors implements AutoCloseable {
  private final Preprocessing preprocessing;
  private final PreparedImages images;
  private final GraphRunner runner;
  private final String output;

  private WhitenedVectors(WhitenedGraph graph, Preprocessing preprocessing, ImageLimits limits) {
    this.preprocessing = preprocessing;
    this.images = new PreparedImages(preprocessing, limits);
    this.runner = new GraphRunner(graph.content().toByteArray(), preprocessing);
    this.output = graph.output();
  }

  /**
   * Opens the graph of a model with its whitened feature.
   *
   * @param limits the limits for each image
   * @return empty if the model's distance is not the length of one vector, see {@link
   *     WhitenedGraph}
   * @throws IllegalArgumentException if ONNX Runtime does not accept the graph
   */
  public static Optional<WhitenedVectors> open(Model model, ImageLimits limits) {
    Preprocessing preprocessing = model.metadata().preprocessing();
    return WhitenedGraph.of(model.file().bytes())
        .map(graph -> new WhitenedVectors(graph, preprocessing, limits));
  }

  /** Returns the length of a vector; 0 if an image has more than one. */
  public int dimensions() {
    long[] shape = runner.outputShape(output, 1);
    return shape.length == 2 ? Math.toIntExact(shape[1]) : 0;
  }

  /**
   * Computes the vectors of images. Payloads that are rejected have none.
   *
   * @return the vectors in the order of the images
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public List<double[]> of(List<byte[]> payloads) {
    List<ByteBuffer> inputs = new ArrayList<>();
    for (byte[] payload : payloads) {
      ByteBuffer input = ByteBuffer.allocate(preprocessing.size());
      if (images.write(payload, input).isEmpty()) {
        inputs.add(input.flip());
      }
    }
    return runner.runRows(output, inputs.size(), inputs::get);
  }

  @Override
  public void close() {
    runner.close();
  }
}
