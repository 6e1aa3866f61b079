package dev.kizuki.trainer;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Provenance;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.export.Detector;
import dev.kizuki.trainer.export.ModelBuilder;
import dev.kizuki.trainer.report.ModelCard;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calibrates a detector, writes the model file and its card, and prints the threshold. This is the
 * last step of the commands that make a model.
 *
 * @param data the options of the normal images, and the promised false-alarm rate
 * @param model the file of the model, and its name
 * @param out the output for the threshold
 */
record ModelWriter(DataOptions data, ModelOptions model, PrintWriter out) {
  /**
   * The origin of a detector.
   *
   * @param trainingImages the number of images that it learned from
   * @param validationImages the number of images that its training was validated on
   * @param settings the settings of the command, by the names of its options; the settings of the
   *     data are added
   * @param proof the comparison of the exported graph with the network, as text for the card
   */
  record Origin(
      int trainingImages, int validationImages, Map<String, String> settings, String proof) {
    Origin {
      settings = Map.copyOf(settings);
    }
  }

  /**
   * Sets the threshold, writes the files and prints the threshold.
   *
   * @param calibration the distances of normal images that the detector was not fitted to
   */
  void write(Detector detector, Calibration calibration, NormalImages images, Origin origin) {
    ModelBuilder builder = new ModelBuilder(detector);
    ModelMetadata metadata =
        builder.calibrate(
            model.name(),
            model.version(),
            calibration,
            data.promise(),
            provenance(images, calibration, origin));
    builder.write(metadata, model.out());
    String promise = data.promise().explain(metadata.calibration());
    ModelCard.write(
        metadata,
        new ModelCard.Facts(images.report(), origin.proof(), promise, data.licence()),
        model.beside(".md"));
    out.printf(
        "Threshold %.4g for a false-alarm rate of %.3g; %s%n",
        metadata.threshold().distance(), data.promise().rate(), promise);
  }

  private Provenance provenance(NormalImages images, Calibration calibration, Origin origin) {
    Map<String, String> settings = new TreeMap<>(origin.settings());
    settings.putAll(data.options());
    settings.put("normal", images.report().label());
    return new Provenance(
        images.sha256(),
        origin.trainingImages(),
        origin.validationImages(),
        calibration.size(),
        data.seed(),
        settings,
        Software.versions());
  }
}
