package dev.kizuki.scoring;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Runs any graph with our input for any of its outputs: features, latents, windows. For building
 * and examining models; the service uses {@link DistanceRunner}. One per thread; whoever makes one
 * closes it.
 */
public final class GraphRunner implements AutoCloseable {
  private static final int LARGEST_BATCH = 64;

  /** Samples of one batch, so that the outputs for large images stay within some megabytes. */
  private static final int BATCH_SAMPLES = 1 << 20;

  private final OrtSession session;
  private final Preprocessing shape;
  private final int batch;
  private final ByteBuffer inputs;

  /**
   * @param onnx a graph that takes {@link ModelMetadata#INPUT}, (N, C, H, W), uint8
   * @param shape that input's
   * @throws IllegalArgumentException if ONNX Runtime does not accept the graph
   */
  public GraphRunner(byte[] onnx, Preprocessing shape) {
    try {
      this.session = Sessions.open(onnx);
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime says: " + e.getMessage(), e);
    }
    this.shape = shape;
    this.batch = Math.max(2, Math.min(LARGEST_BATCH, BATCH_SAMPLES / shape.size()));
    this.inputs = ByteBuffer.allocateDirect(batch * shape.size()).order(ByteOrder.nativeOrder());
  }

  /** Whether the graph has an output of this name. */
  public boolean hasOutput(String output) {
    return session.getOutputNames().contains(output);
  }

  /** Receives the output for some images: those from {@code start} on. */
  public interface Sink {
    /**
     * @param values (n, ...), flattened
     */
    void accept(int start, int n, float[] values);
  }

  /**
   * Runs the graph over images, batch by batch.
   *
   * @param image the i-th image's (C, H, W) bytes
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public void run(String output, int images, IntFunction<ByteBuffer> image, Sink sink) {
    for (int start = 0; start < images; start += batch) {
      int n = Math.min(batch, images - start);
      inputs.clear();
      for (int i = 0; i < n; i++) {
        inputs.put(image.apply(start + i));
      }
      try (OnnxTensor tensor = tensor(n);
          OrtSession.Result result =
              session.run(Map.of(ModelMetadata.INPUT, tensor), Set.of(output))) {
        FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        sink.accept(start, n, values);
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
      }
    }
  }

  /** As {@link #run}, all values of all images at once. */
  public float[] runAll(String output, int images, IntFunction<ByteBuffer> image) {
    float[][] all = {new float[0]};
    run(
        output,
        images,
        image,
        (start, n, values) -> {
          int each = values.length / n;
          if (start == 0) {
            all[0] = new float[images * each];
          }
          System.arraycopy(values, 0, all[0], start * each, values.length);
        });
    return all[0];
  }

  /** As {@link #run}, one row of values for each image. */
  public List<double[]> runRows(String output, int images, IntFunction<ByteBuffer> image) {
    List<double[]> rows = new ArrayList<>(images);
    run(
        output,
        images,
        image,
        (start, n, values) -> {
          int each = values.length / n;
          for (int i = 0; i < n; i++) {
            int first = i * each;
            rows.add(IntStream.range(0, each).mapToDouble(j -> values[first + j]).toArray());
          }
        });
    return rows;
  }

  /**
   * The shape of an output for so many black images, (n, ...), whatever the graph declares.
   *
   * @throws IllegalArgumentException if the graph does not take them
   */
  public long[] outputShape(String output, int n) {
    inputs.clear();
    try (OnnxTensor tensor = tensor(n);
        OrtSession.Result result =
            session.run(Map.of(ModelMetadata.INPUT, tensor), Set.of(output))) {
      return ((OnnxTensor) result.get(0)).getInfo().getShape();
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime says: " + e.getMessage(), e);
    }
  }

  private OnnxTensor tensor(int n) throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(),
        inputs.duplicate().order(ByteOrder.nativeOrder()).clear().limit(n * shape.size()),
        new long[] {n, shape.channels(), shape.height(), shape.width()},
        OnnxJavaType.UINT8);
  }

  @Override
  public void close() {
    Sessions.close(session);
  }
}
