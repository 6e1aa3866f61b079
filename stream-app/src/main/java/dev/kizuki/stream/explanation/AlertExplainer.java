package dev.kizuki.stream.explanation;

import dev.kizuki.evidence.Evidence;
import dev.kizuki.evidence.EvidencePicture;
import dev.kizuki.evidence.Explanation;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.EvidenceRunner;
import dev.kizuki.scoring.FeatureDirections;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.RuntimeVersion;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.explanation.AlertExplanation.PresentConfiguration;
import dev.kizuki.stream.explanation.AlertExplanation.ScoredBy;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Scores the image of an alert again, and explains the number. */
public final class AlertExplainer {
  /** The most directions of the feature that are named. */
  private static final int MOST_DIRECTIONS = 5;

  /** Small inputs are enlarged so that their longer side has nearly this many pixels. */
  private static final int SHOWN_SIDE = 512;

  private final Configuration configuration;
  private final ImageLimits limits;

  /**
   * @param configuration the present configuration
   */
  public AlertExplainer(Configuration configuration) {
    this.configuration = configuration;
    this.limits = configuration.limits().image();
  }

  /**
   * Explains an alert.
   *
   * @param then what the service wrote
   * @param file the model that scores the image again
   * @param image the bytes of the image
   * @param heatMap gets the heat map over the image as PNG, if the image can be scored
   * @throws dev.kizuki.model.ModelException if the file is not a Kizuki model
   */
  public AlertExplanation explain(
      RaisedImage then, ModelFile file, byte[] image, Consumer<byte[]> heatMap) {
    try (Model model = Model.load(file)) {
      ModelMetadata metadata = model.metadata();
      Calibration calibration = metadata.calibration();
      Optional<Reproduction> again = Reproduction.of(model, limits, image, then.distance());
      double distance = again.map(Reproduction::distance).orElse(then.distance());
      double pValue = calibration.pValue(distance);
      Optional<Evidence> evidence = evidence(model, then, image);
      evidence.ifPresent(
          each ->
              heatMap.accept(
                  new EvidencePicture(each, EvidencePicture.scaleUpTo(SHOWN_SIDE, each.input()))
                      .overlaid()));
      return new AlertExplanation(
          then,
          ScoredBy.of(file, metadata.name(), metadata.version(), then),
          again.orElse(null),
          calibration.size(),
          Math.round(pValue * (calibration.size() + 1)) - 1,
          pValue,
          thresholdFrom(then, metadata),
          evidence.map(each -> (double) each.largest()).orElse(null),
          evidence.map(each -> each.method().name().toLowerCase(Locale.ROOT)).orElse(null),
          evidence
              .flatMap(
                  each ->
                      FeatureDirections.of(
                          file, metadata.preprocessing(), each.input(), distance, MOST_DIRECTIONS))
              .orElse(null),
          "ONNX Runtime %s, Java %s, %s %s"
              .formatted(
                  RuntimeVersion.get(),
                  Runtime.version(),
                  System.getProperty("os.name"),
                  System.getProperty("os.arch")),
          present(then.device()));
    }
  }

  /** The value 1 of the map is the threshold of that time. */
  private Optional<Evidence> evidence(Model model, RaisedImage then, byte[] image) {
    Threshold own = model.metadata().threshold();
    Threshold threshold = new Threshold(then.threshold(), own.falseAlarmRate(), own.rule());
    try (EvidenceRunner runner =
        new EvidenceRunner(model, threshold, limits, EvidenceRunner.DEFAULT_BUDGET)) {
      Explanation explanation = runner.explain(image);
      return explanation instanceof Evidence evidence ? Optional.of(evidence) : Optional.empty();
    }
  }

  private String thresholdFrom(RaisedImage then, ModelMetadata metadata) {
    if (then.limit() != null && !then.limit().equals("model")) {
      return "the limit of the " + then.limit() + ", as the alert says";
    }
    if (then.threshold() == metadata.threshold().distance()) {
      return "the model's own threshold, for a false-alarm rate of "
          + metadata.threshold().falseAlarmRate();
    }
    Double rate = rule(then.device()).map(ModelRule::falseAlarmRate).orElse(null);
    if (rate != null && then.threshold() == threshold(metadata.calibration(), rate)) {
      return "models[].falseAlarmRate %s of the present configuration".formatted(rate);
    }
    return "neither the model's own (%s) nor the one of the present configuration: a limit of the device or its line, or another false-alarm rate at that time"
        .formatted(metadata.threshold().distance());
  }

  /** The threshold for a rate; not a number if the model has too few calibration images for it. */
  private static double threshold(Calibration calibration, double rate) {
    return calibration.size() < Calibration.imagesNeededFor(rate)
        ? Double.NaN
        : calibration.threshold(rate).distance();
  }

  private Optional<ModelRule> rule(String device) {
    return configuration.models().stream()
        .filter(each -> DevicePattern.of(each.devices()).matches(device))
        .findFirst();
  }

  private PresentConfiguration present(String device) {
    @Nullable ModelRule rule = rule(device).orElse(null);
    return new PresentConfiguration(
        rule == null ? null : rule.file().toString(),
        rule == null ? null : rule.falseAlarmRate(),
        configuration.incidents().anomalies() + " of " + configuration.incidents().images(),
        configuration.limits().maxImageBytes(),
        configuration.limits().maxPixels());
  }
}
