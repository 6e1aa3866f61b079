package dev.kizuki.stream.models;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.metrics.ModelDescription;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One entry of {@code models} in the configuration: a loaded model, its devices and its threshold.
 * Thread-safe.
 */
public final class ServedModel {
  private static final Logger LOG = LoggerFactory.getLogger(ServedModel.class);

  private final DevicePattern devices;
  private final String pattern;
  private final SharedModel shared;
  private final Threshold threshold;
  private final ModelReference reference;
  private final ModelRule rule;
  private final @Nullable ServedModel shadow;
  private final String shadowProblem;
  private final @Nullable Path normalImage;
  private volatile boolean passedSelfTest = true;
  private volatile boolean retired;
  private volatile String failure = "";

  /**
   * An entry without a shadow.
   *
   * @throws ConfigurationException if the model's calibration cannot give the false-alarm rate that
   *     the rule asks for
   */
  ServedModel(ModelRule rule, SharedModel shared) {
    this(rule, shared, null, "");
  }

  /**
   * @param shadow the shadow that scores beside this model; null if there is none
   * @param shadowProblem why there is none although one is configured; else empty
   * @throws ConfigurationException if the model's calibration cannot give the false-alarm rate that
   *     the rule asks for
   */
  ServedModel(
      ModelRule rule, SharedModel shared, @Nullable ServedModel shadow, String shadowProblem) {
    this.rule = rule;
    this.shadow = shadow;
    this.shadowProblem = shadowProblem;
    this.pattern = rule.devices() == null ? "*" : rule.devices();
    this.devices = DevicePattern.of(pattern);
    this.shared = shared;
    this.threshold = threshold(rule, shared.model());
    this.normalImage = rule.normalImage();
    this.reference = shared.reference();
  }

  private static Threshold threshold(ModelRule rule, Model model) {
    if (rule.falseAlarmRate() == null) {
      return model.metadata().threshold();
    }
    try {
      return model.metadata().calibration().threshold(rule.falseAlarmRate());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "models: %s: falseAlarmRate: %s".formatted(rule.file(), e.getMessage()), e);
    }
  }

  /** The loaded model. It may be run only between {@link #retain} and {@link #release}. */
  public Model model() {
    return shared.model();
  }

  /** The pattern of the devices that this model serves. */
  public String devices() {
    return pattern;
  }

  /** The threshold: from the configured false-alarm rate, else the model's own. */
  public Threshold threshold() {
    return threshold;
  }

  /** The image file that the configuration names as normal; empty if it names none. */
  public Optional<Path> normalImage() {
    return Optional.ofNullable(normalImage);
  }

  /** The name, version and digest of the model, as events carry them. */
  public ModelReference reference() {
    return reference;
  }

  /**
   * The digest of the model's graph; a model that was recalibrated without a refit has the same.
   */
  public String graph() {
    return model().graphSha256();
  }

  /** The file as it is configured. What serves can be another content than its present one. */
  public Path file() {
    return rule.file();
  }

  /** The shadow that scores beside this model; empty if there is none. */
  public Optional<ServedModel> shadow() {
    return Optional.ofNullable(shadow);
  }

  /** The file of the shadow as it is configured; empty if none is configured. */
  public Optional<Path> shadowFile() {
    return Optional.ofNullable(rule.shadow());
  }

  /** The share of the images that the shadow scores, above 0 and at most 1. */
  public double shadowShare() {
    return rule.shadowShare() == null ? 1 : rule.shadowShare();
  }

  /** Why the shadow does not score; empty if it does, or if none is configured. */
  public String shadowProblem() {
    return shadow == null ? shadowProblem : shadow.failure;
  }

  /** Notes that this model, a shadow, failed. Only the first failure is logged. */
  void fail(RuntimeException e) {
    if (failure.isEmpty()) {
      LOG.atError()
          .addKeyValue("model", reference.name())
          .log("the shadow fails; images have their verdicts without it", e);
    }
    failure = String.valueOf(e.getMessage());
  }

  /** Notes that this model, a shadow, scored images. */
  void succeed() {
    if (!failure.isEmpty()) {
      failure = "";
    }
  }

  /** Returns whether the last self-test passed. */
  public boolean passedSelfTest() {
    return passedSelfTest;
  }

  /** The facts that the metrics show of this model. */
  ModelDescription description() {
    return new ModelDescription(
        reference,
        threshold,
        model().metadata().calibration(),
        this::passedSelfTest,
        rule.shadow() == null ? null : () -> shadowProblem().isEmpty());
  }

  /** Returns whether this model judges the images of a device. */
  boolean judges(String device) {
    return devices.matches(device);
  }

  /** Returns whether a newer model has replaced this one. */
  boolean isRetired() {
    return retired;
  }

  /** Marks this model as replaced, so that every judge closes its batch of it. */
  void retire() {
    retired = true;
  }

  /**
   * Adds a user of the model. Every user must call this before the first use.
   *
   * @return false if the model is closed already; look up the device's model again
   */
  boolean retain() {
    return shared.retain();
  }

  /** Removes a user of the model. The last one closes it. */
  void release() {
    shared.release();
  }

  /** Scores the golden images again. A failure is logged and kept for {@link #passedSelfTest}. */
  void selfTest() {
    try {
      model().selfTest();
      passedSelfTest = true;
    } catch (ModelException | IllegalStateException e) {
      passedSelfTest = false;
      LOG.atError().addKeyValue("model", reference.name()).log("self-test failed", e);
    }
  }
}
