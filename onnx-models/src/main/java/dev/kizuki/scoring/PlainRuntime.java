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
import java.util.Map;
import java.util.Set;

/**
 * Runs a model with the calls that ONNX Runtime documents, on one image at a time, and with nothing
 * of Kizuki around them. The bench compares the service's code with it. Thread-safe.
 *
 * @param model the model; the caller must close it
 */
public record PlainRuntime(Model model) {
  /**
   * Computes the distance of one image.
   *
   * @param input (C, H, W), uint8, of the model's size, in a direct buffer; from its start to its
   *     limit
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public float distance(ByteBuffer input) {
    Preprocessing shape = model.metadata().preprocessing();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                input.duplicate().order(ByteOrder.nativeOrder()).rewind(),
                new long[] {1, shape.channels(), shape.height(), shape.width()},
                OnnxJavaType.UINT8);
        OrtSession.Result result =
            model
                .session()
                .run(Map.of(ModelMetadata.INPUT, tensor), Set.of(ModelMetadata.DISTANCE))) {
      return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime failed in the model " + model.metadata().title(), e);
    }
  }
}
