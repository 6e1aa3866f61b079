package dev.kizuki.scoring;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Batches of inputs to distances. Its buffers lie outside the heap and are used again and again:
 * one runner per thread. Whoever makes a runner closes it, before its model.
 */
public final class DistanceRunner implements AutoCloseable {
  private final Model model;
  private final Preprocessing shape;
  private final ByteBuffer inputs;
  private final FloatBuffer distances;
  private final @Nullable Binding[] bindings;

  /**
   * @param maxBatch the most images of one call
   */
  public DistanceRunner(Model model, int maxBatch) {
    this.model = model;
    this.shape = model.metadata().preprocessing();
    this.inputs =
        ByteBuffer.allocateDirect(Math.multiplyExact(maxBatch, shape.size()))
            .order(ByteOrder.nativeOrder());
    this.distances =
        ByteBuffer.allocateDirect(maxBatch * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    this.bindings = new Binding[maxBatch + 1];
  }

  /**
   * Where the i-th input of the next batch is to be written.
   *
   * @return positioned at the input's first of (C, H, W) bytes
   */
  public ByteBuffer input(int i) {
    return inputs.clear().position(i * shape.size());
  }

  /**
   * The Mahalanobis distances of the first {@code n} inputs; not a number where the graph gave
   * none.
   *
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public float[] distances(int n) {
    run(n);
    float[] result = new float[n];
    distances.get(0, result);
    return result;
  }

  /** As {@link #distances(int)}, into an array that is used again. */
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

  /** Tensors over the buffers, of exactly n images; made once for each n. */
  private Binding binding(int n) throws OrtException {
    Binding binding = bindings[n];
    if (binding == null) {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OnnxTensor input =
          OnnxTensor.createTensor(
              environment,
              inputs.duplicate().order(ByteOrder.nativeOrder()).clear().limit(n * shape.size()),
              new long[] {n, shape.channels(), shape.height(), shape.width()},
              OnnxJavaType.UINT8);
      OnnxTensor output =
          OnnxTensor.createTensor(
              environment, distances.duplicate().clear().limit(n), new long[] {n});
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
