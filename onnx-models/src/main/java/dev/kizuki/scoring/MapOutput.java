package dev.kizuki.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.kizuki.evidence.Evidence;
import dev.kizuki.model.ModelMetadata;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/** Reads the map that the model's graph computes; see {@link Evidence.Method#EXACT}. */
final class MapOutput implements Attribution {
  private static final Set<String> OUTPUTS = Set.of(ModelMetadata.DISTANCE, ModelMetadata.MAP);

  private final Model model;
  private final InputBatch input;

  /**
   * @param model a model whose graph has the output {@link ModelMetadata#MAP}
   */
  MapOutput(Model model) {
    this.model = model;
    this.input = new InputBatch(model.metadata().preprocessing(), 1);
  }

  /** Returns whether the graph of a model computes a map. */
  static boolean isOf(Model model) {
    return model.session().getOutputNames().contains(ModelMetadata.MAP);
  }

  @Override
  public Evidence.Method method() {
    return Evidence.Method.EXACT;
  }

  @Override
  public PlaceValues of(byte[] samples) {
    input.input(0).put(samples);
    try (OnnxTensor tensor = input.tensor(1);
        OrtSession.Result result =
            model.session().run(Map.of(ModelMetadata.INPUT, tensor), OUTPUTS)) {
      OnnxTensor map = output(result, ModelMetadata.MAP);
      long[] shape = map.getInfo().getShape();
      FloatBuffer buffer = map.getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      float distance = output(result, ModelMetadata.DISTANCE).getFloatBuffer().get(0);
      return new PlaceValues(distance, (int) shape[1], (int) shape[2], values);
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime failed in the model " + model.metadata().title(), e);
    }
  }

  private static OnnxTensor output(OrtSession.Result result, String name) {
    return (OnnxTensor) result.get(name).orElseThrow();
  }

  @Override
  public void close() {
    // the tensors are closed after each call
  }
}
