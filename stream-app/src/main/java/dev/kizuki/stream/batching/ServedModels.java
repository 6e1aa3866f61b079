package dev.kizuki.stream.batching;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.CanaryDevice;
import dev.kizuki.stream.alert.ImageEvent.ModelReference;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded models, and which of them scores a device. Whoever loads them closes them, after every
 * scorer.
 */
public final class ServedModels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);
  private static final int REMEMBERED_DEVICES = 100_000;

  private final List<ServedModel> models;
  private final Map<String, Optional<ServedModel>> byDevice = new ConcurrentHashMap<>();

  /** One model as the configuration wants it. */
  public static final class ServedModel {
    private final Pattern devices;
    private final Model model;
    private final Threshold threshold;
    private final ModelReference reference;
    private final @Nullable Path normalImage;
    private volatile boolean passedSelfTest = true;

    private ServedModel(
        Pattern devices, Model model, Threshold threshold, @Nullable Path normalImage) {
      this.devices = devices;
      this.model = model;
      this.threshold = threshold;
      this.normalImage = normalImage;
      this.reference =
          new ModelReference(model.metadata().name(), model.metadata().version(), model.sha256());
    }

    public Model model() {
      return model;
    }

    public Threshold threshold() {
      return threshold;
    }

    /** An image file that is known to be normal; empty if none is. */
    public Optional<Path> normalImage() {
      return Optional.ofNullable(normalImage);
    }

    /** Scores the golden images anew; a failure is kept for {@link #passedSelfTest}, and told. */
    void selfTest() {
      try {
        model.selfTest();
        passedSelfTest = true;
      } catch (ModelException | IllegalStateException e) {
        passedSelfTest = false;
        LOG.atError().addKeyValue("model", reference.name()).log("self-test failed", e);
      }
    }

    /** Whether its last self-test went well. */
    public boolean passedSelfTest() {
      return passedSelfTest;
    }

    /** As events name the model. */
    public ModelReference reference() {
      return reference;
    }
  }

  private ServedModels(List<ServedModel> models) {
    this.models = List.copyOf(models);
  }

  /**
   * Loads each file once and proves it on its golden images.
   *
   * @throws dev.kizuki.model.ModelException if a file cannot be used
   * @throws ConfigurationException if a false-alarm rate cannot be had from a model's calibration
   */
  public static ServedModels load(List<ModelRule> rules) {
    Map<Path, Model> loaded = new LinkedHashMap<>();
    try {
      List<ServedModel> models = new ArrayList<>();
      for (ModelRule rule : rules) {
        Model model = loaded.computeIfAbsent(rule.file(), Model::load);
        models.add(
            new ServedModel(
                glob(rule.devices() == null ? "*" : rule.devices()),
                model,
                threshold(rule, model),
                rule.normalImage()));
      }
      return new ServedModels(models);
    } catch (RuntimeException e) {
      loaded.values().forEach(Model::close);
      throw e;
    }
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

  private static Pattern glob(String pattern) {
    String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    return Pattern.compile(regex, Pattern.DOTALL);
  }

  /** All models, in the order of the configuration. */
  public List<ServedModel> all() {
    return models;
  }

  /** Scores every model's golden images anew. */
  public void selfTest() {
    models.forEach(ServedModel::selfTest);
  }

  /** The first model whose pattern fits the device; of a canary, the model that it is for. */
  public Optional<ServedModel> forDevice(String device) {
    OptionalInt canary = CanaryDevice.model(device);
    if (canary.isPresent()) {
      return canary.getAsInt() < models.size()
          ? Optional.of(models.get(canary.getAsInt()))
          : Optional.empty();
    }
    Optional<ServedModel> known = byDevice.get(device);
    if (known != null) {
      return known;
    }
    Optional<ServedModel> found =
        models.stream().filter(model -> model.devices.matcher(device).matches()).findFirst();
    if (byDevice.size() < REMEMBERED_DEVICES) {
      byDevice.put(device, found);
    }
    return found;
  }

  @Override
  public void close() {
    models.stream().map(ServedModel::model).distinct().forEach(Model::close);
  }
}
