package dev.kizuki.stream.models;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelEvent.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded shadows. Their files may appear, change and disappear at any time. A file that cannot
 * be used is reported and stops nothing. Not thread-safe. The caller must close it.
 */
final class Shadows implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);

  private final List<ModelRule> rules;
  private final ChangedFiles files;
  private final Map<Path, Shadow> byFile = new LinkedHashMap<>();

  /**
   * A shadow's file.
   *
   * @param shared the loaded model; null if there is none
   * @param problem why there is none; empty if there is one
   */
  private record Shadow(@Nullable SharedModel shared, String problem) {}

  Shadows(List<ModelRule> rules) {
    this.rules = rules.stream().filter(rule -> rule.shadow() != null).toList();
    List<Path> paths =
        this.rules.stream().map(rule -> Objects.requireNonNull(rule.shadow())).toList();
    // before the files are read: a write between the two is seen by the first update
    this.files = new ChangedFiles(paths);
    paths.forEach(path -> byFile.computeIfAbsent(path, this::load));
  }

  /** Loads the shadow, and makes it once for each rule, so that its threshold is known to exist. */
  private Shadow load(Path file) {
    if (!Files.exists(file)) {
      return new Shadow(null, "there is no such file");
    }
    SharedModel shared = null;
    try {
      shared = new SharedModel(ModelFile.read(file));
      for (ModelRule rule : rules) {
        if (file.equals(rule.shadow())) {
          var unused = new ServedModel(asModel(rule), shared); // throws if there is no threshold
        }
      }
      LOG.atInfo()
          .addKeyValue("file", file)
          .addKeyValue("sha256", shared.sha256())
          .log("{} scores as a shadow", shared.model().metadata().title());
      return new Shadow(shared, "");
    } catch (RuntimeException e) {
      // no content of a shadow's file may stop the service
      if (shared != null) {
        shared.release();
      }
      LOG.atError().addKeyValue("file", file).log("a shadow is refused: {}", e.getMessage());
      return new Shadow(null, String.valueOf(e.getMessage()));
    }
  }

  private static ModelRule asModel(ModelRule rule) {
    return new ModelRule(
        Objects.requireNonNull(rule.shadow()),
        rule.devices(),
        rule.falseAlarmRate(),
        null,
        null,
        null);
  }

  /** The shadow of a rule; empty if it has none, or if its file cannot be used. */
  Optional<ServedModel> of(ModelRule rule) {
    Shadow shadow = rule.shadow() == null ? null : byFile.get(rule.shadow());
    return shadow == null || shadow.shared == null
        ? Optional.empty()
        : Optional.of(new ServedModel(asModel(rule), shadow.shared));
  }

  /** Why the shadow of a rule does not score; empty if it does, or if the rule has none. */
  String problem(ModelRule rule) {
    Shadow shadow = rule.shadow() == null ? null : byFile.get(rule.shadow());
    return shadow == null ? "" : shadow.problem;
  }

  /** The shadows that exist when the service starts. */
  List<ModelChange> beginnings() {
    List<ModelChange> changes = new ArrayList<>();
    byFile.forEach((file, shadow) -> changes.addAll(changes(file, null, shadow)));
    return changes;
  }

  /** The outcome for the changed files. */
  record Update(List<ModelChange> changes, List<SharedModel> replaced) {}

  /**
   * Loads the files that changed. The caller must release the models that were replaced, after
   * nobody can look them up any more.
   *
   * @return empty if no file changed
   */
  Optional<Update> update() {
    List<Path> changed = files.next();
    if (changed.isEmpty()) {
      return Optional.empty();
    }
    List<ModelChange> changes = new ArrayList<>();
    List<SharedModel> replaced = new ArrayList<>();
    for (Path file : changed) {
      Shadow old = Objects.requireNonNull(byFile.get(file));
      Shadow fresh = load(file);
      byFile.put(file, fresh);
      changes.addAll(changes(file, old, fresh));
      if (old.shared != null) {
        replaced.add(old.shared);
      }
    }
    return Optional.of(new Update(changes, replaced));
  }

  private List<ModelChange> changes(Path file, @Nullable Shadow old, Shadow fresh) {
    ModelReference before = old == null ? null : reference(old);
    ModelReference after = reference(fresh);
    if (Objects.equals(before, after)) {
      return List.of();
    }
    return rules.stream()
        .filter(rule -> file.equals(rule.shadow()))
        .map(ModelRule::file)
        .distinct()
        .map(
            model ->
                after == null
                    ? new ModelChange(
                        Kind.SHADOW_ENDED, model, before, null, file + ": " + fresh.problem)
                    : new ModelChange(
                        Kind.SHADOW_STARTED, model, before, after, "the file " + file))
        .toList();
  }

  private static @Nullable ModelReference reference(Shadow shadow) {
    return shadow.shared == null ? null : shadow.shared.reference();
  }

  @Override
  public void close() {
    for (Shadow shadow : byFile.values()) {
      if (shadow.shared != null) {
        shadow.shared.release();
      }
    }
    byFile.clear();
  }
}
