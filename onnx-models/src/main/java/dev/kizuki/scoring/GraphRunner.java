package dev.kizuki.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Runs a graph on images and returns any of its outputs, such as features or latents. It serves to
 * build and examine models; the service uses {@link DistanceRunner}. Not thread-safe: use one per
 * thread. The caller must close it.
 */
public final class GraphRunner implements AutoCloseable {
  private static final int MAX_BATCH = 64;

  /** The most samples of one batch; keeps the outputs for large images within some megabytes. */
  private static final int MAX_BATCH_SAMPLES = 1 << 20;

  private final OrtSession session;
  private final int batch;
  private final InputBatch inputs;

  /**
   * @param onnx a graph that takes {@link ModelMetadata#INPUT}, (N, C, H, W), uint8
   * @param shape the shape of one input
   * @throws IllegalArgumentException if ONNX Runtime does not accept the graph
   */
  public GraphRunner(byte[] onnx, Preprocessing shape) {
    try {
      this.session = Sessions.open(onnx);
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime says: " + e.getMessage(), e);
    }
    this.batch = Math.max(2, Math.min(MAX_BATCH, MAX_BATCH_SAMPLES / shape.size()));
    this.inputs = new InputBatch(shape, batch);
  }

  /** Returns whether the graph has an output of this name. */
  public boolean hasOutput(String output) {
    return session.getOutputNames().contains(output);
  }

  /** Receives the output of one batch. */
  public interface Sink {
    /**
     * @param start the index of the batch's first image
     * @param n the number of images in the batch
     * @param values (n, ...), row-major
     */
    void accept(int start, int n, float[] values);
  }

  /**
   * Runs the graph over images, batch by batch.
   *
   * @param images the number of images
   * @param image gives the (C, H, W) bytes of the i-th image
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public void run(String output, int images, IntFunction<ByteBuffer> image, Sink sink) {
    for (int start = 0; start < images; start += batch) {
      int n = Math.min(batch, images - start);
      for (int i = 0; i < n; i++) {
        inputs.input(i).put(image.apply(start + i));
      }
      try (OnnxTensor tensor = inputs.tensor(n);
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

  /** Runs the graph over images and returns the values of all images, (images, ...), row-major. */
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

  /** Runs the graph over images and returns one row of values for each image. */
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
   * Finds the shape of an output by running the graph on {@code n} inputs. The shape that the graph
   * declares may be incomplete.
   *
   * @return (n, ...)
   * @throws IllegalArgumentException if the graph does not accept {@code n} inputs
   */
  public long[] outputShape(String output, int n) {
    try (OnnxTensor tensor = inputs.tensor(n);
        OrtSession.Result result =
            session.run(Map.of(ModelMetadata.INPUT, tensor), Set.of(output))) {
      return ((OnnxTensor) result.get(0)).getInfo().getShape();
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime says: " + e.getMessage(), e);
    }
  }

  /**
   * The type and shape that an output had in a run.
   *
   * @param type the type by ONNX Runtime's name, such as FLOAT or FLOAT16
   * @param shape the sizes of the axes
   */
  public record Output(String type, List<Long> shape) {
    public Output {
      shape = List.copyOf(shape);
    }
  }

  /**
   * Runs the graph on {@code n} inputs. Finds the types and shapes of all outputs that are tensors,
   * which the graph itself may not declare.
   *
   * @throws IllegalArgumentException if the graph does not accept {@code n} inputs
   */
  public Map<String, Output> outputs(int n) {
    try (OnnxTensor tensor = inputs.tensor(n);
        OrtSession.RunOptions quiet = new OrtSession.RunOptions()) {
      // The exception has the message; without this, ONNX Runtime prints it, too.
      quiet.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      return outputs(tensor, quiet);
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime says: " + e.getMessage(), e);
    }
  }

  private Map<String, Output> outputs(OnnxTensor input, OrtSession.RunOptions options)
      throws OrtException {
    Map<String, Output> outputs = new LinkedHashMap<>();
    try (OrtSession.Result result =
        session.run(Map.of(ModelMetadata.INPUT, input), session.getOutputNames(), options)) {
      result.forEach(
          entry -> {
            if (entry.getValue() instanceof OnnxTensor value) {
              List<Long> shape = Arrays.stream(value.getInfo().getShape()).boxed().toList();
              outputs.put(entry.getKey(), new Output(value.getInfo().type.name(), shape));
            }
          });
    }
    return outputs;
  }

  @Override
  public void close() {
    Sessions.close(session);
  }
}
