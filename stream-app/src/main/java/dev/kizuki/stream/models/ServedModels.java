package dev.kizuki.stream.models;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ImageSender;
import dev.kizuki.stream.event.ModelEvent.Kind;
import dev.kizuki.stream.metrics.ModelDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that serve, and their shadows. {@link #update} replaces a model whose file changed,
 * after the new file passed its self-test. If the new file is refused, the old model keeps serving.
 * {@link #guard} lets the previous model come back if the new one fails.
 *
 * <p>{@link #forDevice}, {@link #all}, {@link #descriptions} and {@link #returned(Path)} may be
 * called from any thread. Loading, {@link #update}, {@link #guard}, {@link #selfTest}, {@link
 * #changes} and {@link #close} must not run at the same time. The caller must close this object
 * after every {@link DeviceJudge} that uses it.
 */
public final class ServedModels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);

  private final List<ModelRule> rules;
  private final SwapRules swaps;
  private final ChangedFiles files;
  private final Shadows shadows;
  private final Map<Path, SharedModel> loaded = new LinkedHashMap<>();
  private final Set<Path> refused = new LinkedHashSet<>();
  private final Map<Path, SwapGuard> guards = new HashMap<>();

  /** The reason why a model came back, by file, while the file holds the refused content. */
  private final Map<Path, String> returned = new ConcurrentHashMap<>();

  /** The digests that may not serve again, if the archive cannot remember them. */
  private final Map<Path, Map<String, String>> forgotten = new HashMap<>();

  private List<ModelChange> changes = new ArrayList<>();
  private volatile DeviceModels current;

  private ServedModels(List<ModelRule> rules, SwapRules swaps) {
    this.rules = List.copyOf(rules);
    this.swaps = swaps;
    // before the files are read: a write between the two is seen by the first update
    this.files = new ChangedFiles(rules.stream().map(ModelRule::file).toList());
    Shadows loadedShadows = null;
    try {
      for (Path file : files.all()) {
        loaded.put(file, first(file));
      }
      shadows = loadedShadows = new Shadows(rules);
      current = models(loaded);
    } catch (RuntimeException e) {
      loaded.values().forEach(SharedModel::release);
      if (loadedShadows != null) {
        loadedShadows.close();
      }
      throw e;
    }
    loaded.values().forEach(model -> keep(model.file()));
    changes.addAll(shadows.beginnings());
  }

  /** Loads models without an archive and without a way back. */
  public static ServedModels load(List<ModelRule> rules) {
    return load(rules, SwapRules.none());
  }

  /**
   * Loads each file once and tests it on its golden images. Shadows that cannot be used are
   * reported and left out.
   *
   * @throws dev.kizuki.model.ModelException if the file of a model cannot be used
   * @throws ConfigurationException if a model's calibration cannot give the false-alarm rate that
   *     the configuration asks for
   */
  public static ServedModels load(List<ModelRule> rules, SwapRules swaps) {
    return new ServedModels(rules, swaps);
  }

  /** Loads a file at the start. If its content was refused before, loads the one before it. */
  private SharedModel first(Path file) {
    ModelFile content = ModelFile.read(file);
    ModelArchive.Refusal refusal = refusal(file, content.sha256()).orElse(null);
    if (refusal == null) {
      return new SharedModel(content);
    }
    SharedModel previous = previous(refusal.previous());
    if (previous == null) {
      SharedModel model = new SharedModel(content);
      String reason =
          "it serves although it was refused (%s), because the archive has no usable model before it"
              .formatted(refusal.reason());
      changes.add(new ModelChange(Kind.REFUSED, file, null, model.reference(), reason));
      returned.put(file, reason);
      LOG.atError().addKeyValue("file", file).log(reason);
      return model;
    }
    noteReturned(file, refusal.reason());
    String reason =
        "%s was refused before the start: %s".formatted(content.sha256(), refusal.reason());
    changes.add(new ModelChange(Kind.REFUSED, file, null, previous.reference(), reason));
    LOG.atError()
        .addKeyValue("file", file)
        .log("{}; {} serves instead", reason, previous.model().metadata().title());
    return previous;
  }

  private @Nullable SharedModel previous(String sha256) {
    ModelArchive archive = swaps.archive();
    if (archive == null) {
      return null;
    }
    try {
      return archive.read(sha256).map(SharedModel::new).orElse(null);
    } catch (RuntimeException e) {
      LOG.atError().log("the archived model {} cannot be used: {}", sha256, e.getMessage());
      return null;
    }
  }

  private Optional<ModelArchive.Refusal> refusal(Path file, String sha256) {
    if (!swaps.guards()) {
      return Optional.empty();
    }
    String reason = forgotten.getOrDefault(file, Map.of()).get(sha256);
    if (reason != null) {
      return Optional.of(new ModelArchive.Refusal("", reason));
    }
    return swaps.archive() == null ? Optional.empty() : swaps.archive().refusal(file, sha256);
  }

  private void noteReturned(Path file, String reason) {
    refused.add(file);
    returned.put(file, reason);
  }

  private void keep(ModelFile model) {
    if (swaps.archive() != null) {
      List<String> serving = new ArrayList<>();
      loaded.values().forEach(each -> serving.add(each.sha256()));
      guards.values().forEach(guard -> serving.add(guard.previous().sha256()));
      swaps.archive().keep(model, serving);
    }
  }

  private DeviceModels models(Map<Path, SharedModel> byFile) {
    List<ServedModel> models = new ArrayList<>();
    for (ModelRule rule : rules) {
      SharedModel shared = byFile.get(rule.file());
      if (shared == null) {
        throw new IllegalStateException(rule.file() + " was not loaded");
      }
      models.add(
          new ServedModel(rule, shared, shadows.of(rule).orElse(null), shadows.problem(rule)));
    }
    return new DeviceModels(models);
  }

  /**
   * The result of one look at the files of models.
   *
   * @param taken models that were replaced
   * @param refused changed files that cannot be used
   */
  public record Update(int taken, int refused) {}

  /**
   * Looks for changed files and replaces the model of each one that passes its self-test. The files
   * of shadows may also appear and disappear.
   */
  public Update update() {
    int taken = 0;
    int failed = 0;
    for (Path file : files.next()) {
      try {
        returned.remove(file);
        if (replace(file)) {
          taken++;
        }
        refused.remove(file);
      } catch (RuntimeException e) {
        // no content of a file may stop the service
        failed++;
        refused.add(file);
        changes.add(
            new ModelChange(
                Kind.REFUSED, file, reference(file), null, String.valueOf(e.getMessage())));
        LOG.atError()
            .addKeyValue("file", file)
            .log("a new model is refused, the old model keeps serving: {}", e.getMessage());
      }
    }
    updateShadows();
    return new Update(taken, failed);
  }

  private @Nullable ModelReference reference(Path file) {
    SharedModel model = loaded.get(file);
    return model == null ? null : model.reference();
  }

  private void updateShadows() {
    Shadows.Update update = shadows.update().orElse(null);
    if (update != null) {
      swap(models(loaded));
      update.replaced().forEach(SharedModel::release);
      changes.addAll(update.changes());
    }
  }

  /** The number of files whose present content is refused, so that an older model serves. */
  public int refused() {
    return refused.size();
  }

  /** The number of files whose present content served and was refused then. */
  public int returned() {
    return returned.size();
  }

  /** Why the previous model of a file came back; empty if the content of the file serves. */
  public Optional<String> returned(Path file) {
    return Optional.ofNullable(returned.get(file));
  }

  /** Returns false if the content of the file is the one that serves. */
  private boolean replace(Path file) {
    ModelFile content = ModelFile.read(file);
    SharedModel old = Objects.requireNonNull(loaded.get(file));
    if (content.sha256().equals(old.sha256())) {
      return false;
    }
    Optional<ModelArchive.Refusal> refusal = refusal(file, content.sha256());
    if (refusal.isPresent()) {
      returned.put(file, refusal.get().reason());
      throw new RefusedModelException(file, refusal.get().reason());
    }
    ModelFile previous = old.file();
    ModelReference before = old.reference();
    SharedModel fresh = take(file, content);
    if (swaps.guards()) {
      guards.put(file, guard(file, previous));
    }
    keep(content);
    changes.add(
        new ModelChange(Kind.SWAPPED, file, before, fresh.reference(), "the file has new content"));
    return true;
  }

  /** Loads a content and lets it serve. The model before it stays if this throws. */
  private SharedModel take(Path file, ModelFile content) {
    SharedModel fresh = new SharedModel(content);
    SharedModel old = loaded.get(file);
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
    return fresh;
  }

  private SwapGuard guard(Path file, ModelFile previous) {
    List<ServedModel> served = served(file);
    String sha256 = served.get(0).reference().sha256();
    double promised =
        served.stream().mapToDouble(each -> each.threshold().falseAlarmRate()).max().orElse(0);
    return new SwapGuard(
        previous,
        swaps.counts(previous.sha256()),
        swaps.counts(sha256),
        promised,
        swaps.guardImages());
  }

  private List<ServedModel> served(Path file) {
    return all().stream().filter(each -> each.file().equals(file)).toList();
  }

  /** Lets the previous model of each file come back whose new model fails. */
  public void guard() {
    for (Path file : List.copyOf(guards.keySet())) {
      SwapGuard guard = Objects.requireNonNull(guards.get(file));
      String sha256 = Objects.requireNonNull(loaded.get(file)).sha256();
      boolean passedSelfTest = served(file).stream().allMatch(ServedModel::passedSelfTest);
      guard
          .objection(swaps.counts(sha256), passedSelfTest)
          .ifPresent(objection -> comeBack(file, guard.previous(), objection));
    }
  }

  private void comeBack(Path file, ModelFile previous, String objection) {
    guards.remove(file);
    ModelReference failed = Objects.requireNonNull(reference(file));
    SharedModel back;
    try {
      back = take(file, previous);
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("file", file)
          .log("{} fails ({}), but the model before it cannot come back", failed, objection, e);
      return;
    }
    noteReturned(file, objection);
    remember(file, failed.sha256(), new ModelArchive.Refusal(previous.sha256(), objection));
    changes.add(new ModelChange(Kind.RETURNED, file, failed, back.reference(), objection));
    LOG.atError()
        .addKeyValue("file", file)
        .addKeyValue("sha256", failed.sha256())
        .log(
            "a new model is refused after it took over, the previous model is back: {}", objection);
  }

  private void remember(Path file, String sha256, ModelArchive.Refusal refusal) {
    if (swaps.archive() == null || !swaps.archive().refuse(file, sha256, refusal)) {
      forgotten.computeIfAbsent(file, any -> new HashMap<>()).put(sha256, refusal.reason());
    }
  }

  /** The changes since the last call, the oldest first. */
  public List<ModelChange> changes() {
    List<ModelChange> since = changes;
    changes = new ArrayList<>();
    return since;
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

  /** Returns whether the configuration names a shadow for a model. */
  public boolean hasShadows() {
    return rules.stream().anyMatch(rule -> rule.shadow() != null);
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
    shadows.close();
  }

  /** The content of a file served before and was refused then. */
  private static final class RefusedModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedModelException(Path file, String reason) {
      super(
          "%s: this content was refused before: %s. 'kizuki models promote', or modelUpdates.guardImages: 0, lets it serve"
              .formatted(file, reason));
    }
  }
}
