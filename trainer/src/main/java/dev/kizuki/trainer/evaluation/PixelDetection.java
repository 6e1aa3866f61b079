package dev.kizuki.trainer.evaluation;

import dev.kizuki.evidence.Evidence;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The quality of a model's map in showing where the defects are. The map is scaled to the size of
 * the model's input by bilinear interpolation. The masks are brought to that size as the images
 * are; a pixel belongs to a defect if more than half of it does. Scores are compared with a
 * relative precision of 0.05 %.
 *
 * @param method how the maps were computed: by the model, or by occlusion if it gives no map
 * @param auroc the area under the ROC curve of all pixels; empty if no region was measured
 * @param aupro the area under the per-region overlap curve up to a false-positive rate of {@value
 *     #FALSE_POSITIVE_LIMIT}, normalised; empty if no region was measured
 * @param images the number of images that were measured, normal ones included
 * @param regions the number of connected regions of defects
 * @param leftOut the anomalous images that were not measured, with the reason
 */
public record PixelDetection(
    Evidence.Method method,
    OptionalDouble auroc,
    OptionalDouble aupro,
    int images,
    int regions,
    Map<String, String> leftOut) {
  /** The false-positive rate at which the per-region overlap curve ends, as for MVTec AD. */
  public static final double FALSE_POSITIVE_LIMIT = 0.3;

  public PixelDetection {
    leftOut = new TreeMap<>(leftOut);
  }
}
