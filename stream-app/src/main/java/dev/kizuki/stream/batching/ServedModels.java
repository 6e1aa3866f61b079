package dev.kizuki.stream.batching;

import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.alert.ImageEvent.ModelReference;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The loaded models, and which of them scores a device. Whoever loads them closes them, after every
 * scorer.
 */
public final class ServedModels implements AutoCloseable {
  private static final int REMEMBERED_DEVICES = 100_000;

  private final List<ServedModel> models;
  private final Map<String, Optional<ServedModel>> byDevice = new ConcurrentHashMap<>();

  /** One model as the configuration wants it. */
  public static final class ServedModel {
    private final Pattern devices;
    private final Model model;
    private final Threshold threshold;
    private final ModelReference reference;

    private ServedModel(Pattern devices, Model model, Threshold threshold) {
      this.devices = devices;
      this.model = model;
      this.threshold = threshold;
      this.reference =
          new ModelReference(model.metadata().name(), model.metadata().version(), model.sha256());
    }

    public Model model() {
      return model;
    }

    public Threshold threshold() {
      return threshold;
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
    Map<java.nio.file.Path, Model> loaded = new LinkedHashMap<>();
    try {
      List<ServedModel> models = new ArrayList<>();
      for (ModelRule rule : rules) {
        Model model = loaded.computeIfAbsent(rule.file(), Model::load);
        models.add(
            new ServedModel(
                glob(rule.devices() == null ? "*" : rule.devices()),
                model,
                threshold(rule, model)));
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

  /** The first model whose pattern fits the device. */
  public Optional<ServedModel> forDevice(String device) {
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
