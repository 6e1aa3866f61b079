package dev.kizuki.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.kizuki.model.ModelMetadata;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes the distances of a batch of inputs. The buffers lie outside the heap and are reused. Not
 * thread-safe: use one per thread. The caller must close it, before its model.
 */
public final class DistanceRunner implements AutoCloseable {
  private final Model model;
  private final InputBatch inputs;
  private final FloatBuffer distances;
  private final @Nullable Binding[] bindings;

  /**
   * @param maxBatch the most images of one call
   */
  public DistanceRunner(Model model, int maxBatch) {
    this.model = model;
    this.inputs = new InputBatch(model.metadata().preprocessing(), maxBatch);
    this.distances =
        ByteBuffer.allocateDirect(maxBatch * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    this.bindings = new Binding[maxBatch + 1];
  }

  /**
   * Returns the buffer for the i-th input of the next batch.
   *
   * @return positioned at the first of the input's (C, H, W) bytes, uint8
   */
  public ByteBuffer input(int i) {
    return inputs.input(i);
  }

  /**
   * Computes the Mahalanobis distances of the first {@code n} inputs.
   *
   * @return (n), NaN or infinite where the graph's result is not finite
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public float[] distances(int n) {
    run(n);
    float[] result = new float[n];
    distances.get(0, result);
    return result;
  }

  /**
   * Computes the distances as {@link #distances(int)} does, and writes them to an array.
   *
   * @param target an array of at least {@code n} elements
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public void distances(int n, float[] target) {
    run(n);
    distances.get(0, target, 0, n);
  }

  private void run(int n) {
    try {
      Binding binding = binding(n);
      model.session().run(binding.inputs(), Set.of(), binding.outputs()).close();
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime failed in the model " + model.metadata().title(), e);
    }
  }

  /** Returns tensors over the buffers, for exactly n inputs; they are created once for each n. */
  private Binding binding(int n) throws OrtException {
    Binding binding = bindings[n];
    if (binding == null) {
      OnnxTensor input = inputs.tensor(n);
      OnnxTensor output =
          OnnxTensor.createTensor(
              OrtEnvironment.getEnvironment(),
              distances.duplicate().clear().limit(n),
              new long[] {n});
      binding =
          new Binding(Map.of(ModelMetadata.INPUT, input), Map.of(ModelMetadata.DISTANCE, output));
      bindings[n] = binding;
    }
    return binding;
  }

  @Override
  public void close() {
    for (Binding binding : bindings) {
      if (binding != null) {
        binding.inputs().values().forEach(OnnxTensorLike::close);
        binding.outputs().values().forEach(OnnxTensor::close);
      }
    }
  }

  private record Binding(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}
}
