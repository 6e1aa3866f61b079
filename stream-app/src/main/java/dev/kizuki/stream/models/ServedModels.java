package dev.kizuki.stream.models;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.ImageSender;
import dev.kizuki.stream.metrics.ModelDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that serve. {@link #update} replaces a model whose file changed, after the new file
 * passed its self-test. If the new file is refused, the old model keeps serving.
 *
 * <p>{@link #forDevice}, {@link #all} and {@link #descriptions} may be called from any thread.
 * Loading, {@link #update}, {@link #selfTest} and {@link #close} must not run at the same time. The
 * caller must close this object after every {@link DeviceJudge} that uses it.
 */
public final class ServedModels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);

  private final List<ModelRule> rules;
  private final ChangedFiles files;
  private final Map<Path, SharedModel> loaded = new LinkedHashMap<>();
  private final Set<Path> refused = new LinkedHashSet<>();
  private volatile DeviceModels current;

  private ServedModels(List<ModelRule> rules) {
    this.rules = List.copyOf(rules);
    // before the files are read: a write between the two is seen by the first update
    this.files = new ChangedFiles(rules.stream().map(ModelRule::file).toList());
    try {
      for (Path file : files.all()) {
        loaded.put(file, new SharedModel(ModelFile.read(file)));
      }
      current = models(loaded);
    } catch (RuntimeException e) {
      loaded.values().forEach(SharedModel::release);
      throw e;
    }
  }

  /**
   * Loads each file once and tests it on its golden images.
   *
   * @throws dev.kizuki.model.ModelException if a file cannot be used
   * @throws ConfigurationException if a model's calibration cannot give the false-alarm rate that
   *     the configuration asks for
   */
  public static ServedModels load(List<ModelRule> rules) {
    return new ServedModels(rules);
  }

  private DeviceModels models(Map<Path, SharedModel> byFile) {
    List<ServedModel> models = new ArrayList<>();
    for (ModelRule rule : rules) {
      SharedModel shared = byFile.get(rule.file());
      if (shared == null) {
        throw new IllegalStateException(rule.file() + " was not loaded");
      }
      models.add(new ServedModel(rule, shared));
    }
    return new DeviceModels(models);
  }

  /**
   * The result of one look at the files.
   *
   * @param taken models that were replaced
   * @param refused changed files that cannot be used
   */
  public record Update(int taken, int refused) {}

  /** Looks for changed files and replaces the model of each one that passes its self-test. */
  public Update update() {
    int taken = 0;
    int failed = 0;
    for (Path file : files.next()) {
      try {
        taken += replace(file) ? 1 : 0;
        refused.remove(file);
      } catch (RuntimeException e) {
        // no content of a file may stop the service
        failed++;
        refused.add(file);
        LOG.atError()
            .addKeyValue("file", file)
            .log("a new model is refused, the old model keeps serving: {}", e.getMessage());
      }
    }
    return new Update(taken, failed);
  }

  /** The number of files whose present content is refused, so that an older model serves. */
  public int refused() {
    return refused.size();
  }

  /** Returns false if the content of the file is the one that serves. */
  private boolean replace(Path file) {
    ModelFile content = ModelFile.read(file);
    SharedModel old = loaded.get(file);
    if (old != null && content.sha256().equals(old.sha256())) {
      return false;
    }
    SharedModel fresh = new SharedModel(content);
    try {
      Map<Path, SharedModel> next = new LinkedHashMap<>(loaded);
      next.put(file, fresh);
      swap(models(next));
    } catch (RuntimeException e) {
      fresh.release();
      throw e;
    }
    loaded.put(file, fresh);
    if (old != null) {
      old.release();
    }
    LOG.atInfo()
        .addKeyValue("file", file)
        .addKeyValue("sha256", fresh.sha256())
        .log("{} takes over", fresh.model().metadata().title());
    return true;
  }

  private void swap(DeviceModels next) {
    DeviceModels before = current;
    current = next;
    before.all().forEach(ServedModel::retire);
  }

  /** All models, in the order of the configuration. The same list until a model is replaced. */
  public List<ServedModel> all() {
    return current.all();
  }

  /** The facts that the metrics show of all models. */
  public List<ModelDescription> descriptions() {
    return all().stream().map(ServedModel::description).toList();
  }

  /** Scores the golden images of every model again. */
  public void selfTest() {
    all().forEach(ServedModel::selfTest);
  }

  /** The model of a device, or the model that a canary tests. */
  Optional<ServedModel> forSender(ImageSender sender) {
    return current.forSender(sender);
  }

  /** The first model whose pattern matches the device. */
  public Optional<ServedModel> forDevice(String device) {
    return current.forDevice(device);
  }

  @Override
  public void close() {
    loaded.values().forEach(SharedModel::release);
    loaded.clear();
  }
}
