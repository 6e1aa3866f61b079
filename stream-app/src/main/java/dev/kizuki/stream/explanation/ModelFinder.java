package dev.kizuki.stream.explanation;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.models.ModelArchive;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Finds the file of a model by its digest: the configured files first, then the archive. */
public final class ModelFinder {
  private final Configuration configuration;

  public ModelFinder(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Finds a model.
   *
   * @param title name and version, for the message
   * @throws ServiceException if no file has this digest
   */
  public ModelFile find(String sha256, String title) {
    Set<Path> places = new LinkedHashSet<>();
    for (ModelRule rule : configuration.models()) {
      places.add(rule.file());
      if (rule.shadow() != null) {
        places.add(rule.shadow());
      }
    }
    archived(sha256).ifPresent(places::add);
    return places.stream()
        .flatMap(file -> read(file).stream())
        .filter(file -> file.sha256().equals(sha256))
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    ("the model %s with the SHA-256 %s is not here: none of %s has this content, and"
                            + " the archive (modelUpdates.archive '%s') does not hold it; give its"
                            + " file with --model, or score with another model by --model")
                        .formatted(title, sha256, places, configuration.modelUpdates().archive()),
                    null));
  }

  private Optional<Path> archived(String sha256) {
    String archive = configuration.modelUpdates().archive();
    return archive.isEmpty() ? Optional.empty() : new ModelArchive(Path.of(archive)).find(sha256);
  }

  /** A configured file can be missing or damaged while the archive holds the model. */
  private static Optional<ModelFile> read(Path file) {
    try {
      return Optional.of(ModelFile.read(file));
    } catch (ModelException e) {
      return Optional.empty();
    }
  }
}
