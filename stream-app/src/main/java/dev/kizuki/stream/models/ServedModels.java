package dev.kizuki.stream.models;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.CanaryDevice;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.metrics.ModelDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded models, and which of them scores a device. A file that changes takes over as soon as
 * it proved itself; until then, and if it cannot, the model before it goes on. Whoever loads them
 * closes them, after every scorer.
 */
public final class ServedModels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);
  private static final int REMEMBERED_DEVICES = 100_000;

  private final List<ModelRule> rules;
  private final List<Pattern> patterns;

  /** By file; touched by one thread at a time, which loads, updates or closes. */
  private final Map<Path, SharedModel> loaded = new LinkedHashMap<>();

  private final Map<Path, Stamp> seen = new LinkedHashMap<>();
  private final Set<Path> refused = new LinkedHashSet<>();
  private volatile Generation current;

  /** What tells that a file was written again. */
  private record Stamp(@Nullable FileTime modified, long size) {
    static Stamp of(Path file) {
      try {
        return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
      } catch (IOException e) {
        // gone, for the moment of a rename perhaps
        return new Stamp(null, -1);
      }
    }
  }

  /** The models that serve until one of them is replaced. */
  private record Generation(List<ServedModel> models, Map<String, Optional<ServedModel>> byDevice) {
    Generation(List<ServedModel> models) {
      this(List.copyOf(models), new ConcurrentHashMap<>());
    }
  }

  /** One model as the configuration wants it. */
  public static final class ServedModel {
    private final Pattern devices;
    private final SharedModel shared;
    private final Threshold threshold;
    private final ModelReference reference;
    private final @Nullable Path normalImage;
    private volatile boolean passedSelfTest = true;
    private volatile boolean retired;

    private ServedModel(ModelRule rule, Pattern devices, SharedModel shared) {
      this.devices = devices;
      this.shared = shared;
      this.threshold = thresholdOf(rule, shared.model());
      this.normalImage = rule.normalImage();
      this.reference =
          new ModelReference(
              model().metadata().name(), model().metadata().version(), shared.sha256());
    }

    public Model model() {
      return shared.model();
    }

    public Threshold threshold() {
      return threshold;
    }

    /** An image file that is known to be normal; empty if none is. */
    public Optional<Path> normalImage() {
      return Optional.ofNullable(normalImage);
    }

    /** As events name the model. */
    public ModelReference reference() {
      return reference;
    }

    /** Whether its last self-test went well. */
    public boolean passedSelfTest() {
      return passedSelfTest;
    }

    /** Whether another has taken its place. */
    boolean isRetired() {
      return retired;
    }

    /** To be asked before it is used; false: it is closed, ask for the device's model again. */
    boolean retain() {
      return shared.retain();
    }

    /** After use. */
    void release() {
      shared.release();
    }

    /** Scores the golden images anew; a failure is kept for {@link #passedSelfTest}, and told. */
    private void selfTest() {
      try {
        model().selfTest();
        passedSelfTest = true;
      } catch (ModelException | IllegalStateException e) {
        passedSelfTest = false;
        LOG.atError().addKeyValue("model", reference.name()).log("self-test failed", e);
      }
    }
  }

  private ServedModels(List<ModelRule> rules) {
    this.rules = List.copyOf(rules);
    this.patterns =
        rules.stream().map(rule -> glob(rule.devices() == null ? "*" : rule.devices())).toList();
    for (ModelRule rule : rules) {
      seen.computeIfAbsent(rule.file(), Stamp::of);
    }
    try {
      for (Path file : seen.keySet()) {
        loaded.put(file, new SharedModel(ModelFile.read(file)));
      }
      current = new Generation(served(loaded));
    } catch (RuntimeException e) {
      loaded.values().forEach(SharedModel::release);
      throw e;
    }
  }

  /**
   * Loads each file once and proves it on its golden images.
   *
   * @throws dev.kizuki.model.ModelException if a file cannot be used
   * @throws ConfigurationException if a false-alarm rate cannot be had from a model's calibration
   */
  public static ServedModels load(List<ModelRule> rules) {
    return new ServedModels(rules);
  }

  private List<ServedModel> served(Map<Path, SharedModel> files) {
    List<ServedModel> models = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      SharedModel shared = files.get(rules.get(i).file());
      if (shared == null) {
        throw new IllegalStateException(rules.get(i).file() + " was not loaded");
      }
      models.add(new ServedModel(rules.get(i), patterns.get(i), shared));
    }
    return models;
  }

  private static Threshold thresholdOf(ModelRule rule, Model model) {
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

  /** What a look at the files brought. */
  public record Update(int taken, int refused) {}

  /** Looks whether files were written again; each that proves itself takes over at once. */
  public Update update() {
    int taken = 0;
    int failed = 0;
    for (Path file : List.copyOf(seen.keySet())) {
      Stamp stamp = Stamp.of(file);
      if (stamp.equals(seen.get(file))) {
        continue;
      }
      seen.put(file, stamp);
      try {
        taken += replace(file) ? 1 : 0;
        refused.remove(file);
      } catch (RuntimeException e) {
        // whatever it is: the model before it goes on
        failed++;
        refused.add(file);
        LOG.atError()
            .addKeyValue("file", file)
            .log("a new model is refused, the one before it goes on: {}", e.getMessage());
      }
    }
    return new Update(taken, failed);
  }

  /** How many files hold something that was refused, so that an older model serves. */
  public int refused() {
    return refused.size();
  }

  private boolean replace(Path file) {
    ModelFile content = ModelFile.read(file);
    SharedModel old = loaded.get(file);
    if (old != null && content.sha256().equals(old.sha256())) {
      return false;
    }
    SharedModel fresh = new SharedModel(content);
    Map<Path, SharedModel> files = new LinkedHashMap<>(loaded);
    files.put(file, fresh);
    List<ServedModel> models;
    try {
      models = served(files);
    } catch (RuntimeException e) {
      fresh.release();
      throw e;
    }
    loaded.put(file, fresh);
    List<ServedModel> before = current.models;
    current = new Generation(models);
    before.forEach(model -> model.retired = true);
    if (old != null) {
      old.release();
    }
    LOG.atInfo()
        .addKeyValue("file", file)
        .addKeyValue("sha256", fresh.sha256())
        .log("{} takes over", fresh.model().metadata().title());
    return true;
  }

  /** All models, in the order of the configuration. */
  public List<ServedModel> all() {
    return current.models;
  }

  /** What the metrics show of all models. */
  public List<ModelDescription> descriptions() {
    return all().stream()
        .map(
            model ->
                new ModelDescription(
                    model.reference(),
                    model.threshold(),
                    model.model().metadata().calibration(),
                    model::passedSelfTest))
        .toList();
  }

  /** Scores every model's golden images anew; not while {@link #update} runs. */
  public void selfTest() {
    current.models.forEach(ServedModel::selfTest);
  }

  /** The first model whose pattern fits the device; of a canary, the model that it is for. */
  public Optional<ServedModel> forDevice(String device) {
    Generation generation = current;
    OptionalInt canary = CanaryDevice.model(device);
    if (canary.isPresent()) {
      return canary.getAsInt() < generation.models.size()
          ? Optional.of(generation.models.get(canary.getAsInt()))
          : Optional.empty();
    }
    Optional<ServedModel> known = generation.byDevice.get(device);
    if (known != null) {
      return known;
    }
    Optional<ServedModel> found =
        generation.models.stream()
            .filter(model -> model.devices.matcher(device).matches())
            .findFirst();
    if (generation.byDevice.size() < REMEMBERED_DEVICES) {
      generation.byDevice.put(device, found);
    }
    return found;
  }

  @Override
  public void close() {
    loaded.values().forEach(SharedModel::release);
    loaded.clear();
  }
}
