package dev.kizuki.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.kizuki.model.ModelMetadata;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Computes the distances and the latent codes of a batch of inputs. The buffers lie outside the
 * heap and are reused. Not thread-safe: use one per thread. The caller must close it, before its
 * model.
 */
public final class DistanceRunner implements AutoCloseable {
  private final Model model;
  private final InputBatch inputs;
  private final FloatBuffer distances;
  private final FloatBuffer latents;
  private final @Nullable Binding[] bindings;

  /**
   * @param maxBatch the most images of one call
   */
  public DistanceRunner(Model model, int maxBatch) {
    this.model = model;
    this.inputs = new InputBatch(model.metadata().preprocessing(), maxBatch);
    this.distances = floats(maxBatch);
    this.latents = floats(maxBatch * model.latents());
    this.bindings = new Binding[maxBatch + 1];
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
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

  /** Returns whether the model gives latent codes. */
  public boolean hasLatents() {
    return model.latents() > 0;
  }

  /**
   * Returns the latent code of the i-th input of the last batch. ONNX Runtime computes all outputs
   * of a graph in any case.
   *
   * @return ({@link Model#latents()}), valid until the next batch
   */
  public FloatBuffer latent(int i) {
    return latents.slice(i * model.latents(), model.latents()).asReadOnlyBuffer();
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
      Map<String, OnnxTensor> outputs = new HashMap<>();
      outputs.put(ModelMetadata.DISTANCE, output(distances, n));
      if (hasLatents()) {
        outputs.put(ModelMetadata.LATENT, output(latents, n, model.latents()));
      }
      binding = new Binding(Map.of(ModelMetadata.INPUT, input), outputs);
      bindings[n] = binding;
    }
    return binding;
  }

  private static OnnxTensor output(FloatBuffer buffer, int... shape) throws OrtException {
    int size = IntStream.of(shape).reduce(1, (a, b) -> a * b);
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(),
        buffer.duplicate().clear().limit(size),
        IntStream.of(shape).asLongStream().toArray());
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
