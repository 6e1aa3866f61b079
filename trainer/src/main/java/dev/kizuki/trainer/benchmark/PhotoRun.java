package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.RateInterval;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The result of one data set and one seed.
 *
 * @param data the name of the data set
 * @param figures the figures of each detector, by its name
 * @param leftOut the features of the recipe that are not in the fused detector
 * @param trainingImages the number of normal training images
 * @param normalImages the number of normal test images
 * @param anomalousImages the number of anomalous test images
 * @param pixelAuroc the AUROC of the pixels; empty without masks
 * @param aupro the AUPRO of the pixels; empty without masks
 * @param cpuSeconds the CPU time of learning the fused detector
 * @param cpuMillis the CPU time of its graph for one image, in milliseconds, on one thread
 */
record PhotoRun(
    String data,
    long seed,
    Map<String, Figures> figures,
    List<String> leftOut,
    int trainingImages,
    int normalImages,
    int anomalousImages,
    OptionalDouble pixelAuroc,
    OptionalDouble aupro,
    double cpuSeconds,
    double cpuMillis) {
  /** The name of the detector that fuses the features. */
  static final String FUSED = "fused";

  /**
   * The figures of one detector.
   *
   * @param auroc the AUROC on the test images
   * @param recall the share of anomalous images above the model's own threshold for 1 %
   * @param falseAlarms the share of normal test images above it, with its 95 % interval
   * @param recallAtTestRate the share of anomalous images above the threshold that 1 % of the
   *     normal test images exceed
   */
  record Figures(double auroc, double recall, RateInterval falseAlarms, double recallAtTestRate) {}

  /** The figures of the fused detector. */
  Figures fused() {
    return figures.getOrDefault(FUSED, new Figures(0, 0, new RateInterval(0, 0, 0), 0));
  }

  @Override
  public String toString() {
    return "%s, seed %d: AUROC %.3f, recall %.2f, false alarms %.2f %%, %.0f s of CPU, %.1f ms an image%s"
        .formatted(
            data,
            seed,
            fused().auroc(),
            fused().recall(),
            100 * fused().falseAlarms().rate(),
            cpuSeconds,
            cpuMillis,
            leftOut.isEmpty() ? "" : ", left out: " + String.join(", ", leftOut));
  }
}
