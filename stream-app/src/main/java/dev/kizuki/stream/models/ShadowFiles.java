package dev.kizuki.stream.models;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelEvent.Kind;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Promotes and drops shadows: changes the files of models and shadows, which the service watches.
 * Not thread-safe.
 */
public final class ShadowFiles {
  private final List<ModelRule> rules;
  private final @Nullable ModelArchive archive;

  /**
   * @param rules the configured models
   * @param archive keeps the models that are replaced and dropped; null keeps none
   */
  public ShadowFiles(List<ModelRule> rules, @Nullable ModelArchive archive) {
    this.rules = List.copyOf(rules);
    this.archive = archive;
  }

  /**
   * Finds the configured file of a model.
   *
   * @param file the file as it is configured; null: the only model that has a shadow
   * @throws IllegalArgumentException if there is no such entry of {@code models}
   */
  public Path model(@Nullable Path file) {
    if (file == null) {
      List<Path> shadowed =
          rules.stream()
              .filter(rule -> rule.shadow() != null)
              .map(ModelRule::file)
              .distinct()
              .toList();
      if (shadowed.size() != 1) {
        throw new IllegalArgumentException(
            "%s has a shadow: name the file of the model, one of %s"
                .formatted(
                    shadowed.isEmpty() ? "no model" : "more than one model",
                    shadowed.isEmpty() ? names() : list(shadowed)));
      }
      return shadowed.get(0);
    }
    return rules.stream()
        .map(ModelRule::file)
        .filter(each -> absolute(each).equals(absolute(file)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "models: there is no entry with the file %s; there are %s"
                        .formatted(file, names())));
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private String names() {
    return list(rules.stream().map(ModelRule::file).distinct().toList());
  }

  private static String list(List<Path> files) {
    return files.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  /**
   * Lets the shadow of a model take its place. The old model goes to the archive. A content that
   * was refused before may serve again. Without a shadow, the present content of the model's file
   * may serve again, if it was refused.
   *
   * @param file the model's file as it is configured
   * @throws IllegalArgumentException if there is no shadow, or its content is the model's already
   * @throws ModelException if the shadow does not pass its self-test
   * @throws ServiceException if a folder cannot be written
   */
  public ModelChange promote(Path file) {
    ModelFile old = ModelFile.read(file);
    boolean oldIsRefused = refusal(file, old).isPresent();
    Path shadow = shadow(file).orElse(null);
    boolean again = oldIsRefused && (shadow == null || !Files.exists(shadow));
    Path source = again ? file : required(file, shadow);
    ModelFile fresh = again ? old : ModelFile.read(source);
    if (!oldIsRefused && fresh.sha256().equals(old.sha256())) {
      throw new IllegalArgumentException(
          "%s and its shadow %s have the same content, sha256 %s: there is nothing to promote. 'kizuki models drop %s' removes the shadow"
              .formatted(file, source, fresh.sha256(), file));
    }
    ModelReference after = test(file, source, fresh);
    ModelReference before = reference(serving(file, old));
    requireWritable(file);
    requireWritable(source);
    keep(old);
    keep(fresh);
    if (archive != null) {
      // before the service sees the new content
      archive.allow(file, fresh.sha256());
    }
    replace(file, fresh);
    // another model may still try the same shadow
    if (!again && others(file, source).stream().allMatch(other -> holds(other, fresh))) {
      delete(source);
    }
    String reason =
        again
            ? "its content was refused before and may serve again"
            : "the shadow %s takes its place".formatted(source);
    return new ModelChange(Kind.PROMOTED, file, before, after, reason);
  }

  /**
   * Moves the shadow of a model to the archive.
   *
   * @param file the model's file as it is configured
   * @throws IllegalArgumentException if there is no shadow, or if there is no archive
   * @throws ServiceException if a folder cannot be written
   */
  public ModelChange drop(Path file) {
    Path shadow = required(file, shadow(file).orElse(null));
    if (archive == null) {
      throw new IllegalArgumentException(
          "modelUpdates.archive is empty, so nothing would keep the shadow: name a folder, or delete the file %s yourself"
              .formatted(shadow));
    }
    List<Path> others = others(file, shadow);
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is the shadow of %s, too: take it out of the entry of %s in the configuration instead"
              .formatted(shadow, list(others), file));
    }
    ModelFile content = ModelFile.read(shadow);
    requireWritable(shadow);
    keep(content);
    delete(shadow);
    return new ModelChange(
        Kind.DROPPED,
        file,
        reference(content),
        null,
        "the shadow %s is in the archive as %s".formatted(shadow, content.sha256()));
  }

  /** The only shadow of a file; empty if none is configured. */
  private Optional<Path> shadow(Path file) {
    List<Path> shadows =
        rules.stream()
            .filter(rule -> rule.file().equals(file))
            .map(ModelRule::shadow)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .distinct()
            .toList();
    if (shadows.size() > 1) {
      throw new IllegalArgumentException(
          "models: the entries of %s have several shadows: %s; leave one of them in the configuration"
              .formatted(file, list(shadows)));
    }
    return shadows.stream().findFirst();
  }

  private static Path required(Path file, @Nullable Path shadow) {
    if (shadow == null) {
      throw new IllegalArgumentException(
          "models: %s has no shadow: name its file with 'shadow:' and restart the service"
              .formatted(file));
    }
    if (!Files.exists(shadow)) {
      throw new IllegalArgumentException(
          "the shadow of %s is missing: there is no file %s. Put the new model there; a relative path begins at the folder in which the command runs"
              .formatted(file, shadow));
    }
    return shadow;
  }

  /** Loads the content as the service does, with the golden images and each entry's threshold. */
  private ModelReference test(Path file, Path source, ModelFile content) {
    SharedModel shared = new SharedModel(content);
    try {
      for (ModelRule rule : rules) {
        if (rule.file().equals(file)) {
          var unused =
              new ServedModel(
                  new ModelRule(source, rule.devices(), rule.falseAlarmRate(), null, null, null),
                  shared); // throws if there is no threshold
        }
      }
      return shared.reference();
    } finally {
      shared.release();
    }
  }

  private Optional<ModelArchive.Refusal> refusal(Path file, ModelFile content) {
    return archive == null ? Optional.empty() : archive.refusal(file, content.sha256());
  }

  /** The content that serves: the one before it, if the file holds a refused content. */
  private ModelFile serving(Path file, ModelFile content) {
    return refusal(file, content)
        .flatMap(refusal -> Objects.requireNonNull(archive).read(refusal.previous()))
        .orElse(content);
  }

  /** The reference of a content; null if it cannot be loaded, and so cannot serve. */
  private static @Nullable ModelReference reference(ModelFile content) {
    try {
      SharedModel shared = new SharedModel(content);
      shared.release();
      return shared.reference();
    } catch (ModelException e) {
      return null;
    }
  }

  private void keep(ModelFile content) {
    if (archive == null) {
      return;
    }
    List<String> serving = new ArrayList<>();
    for (ModelRule rule : rules) {
      if (Files.exists(rule.file())) {
        ModelFile model = ModelFile.read(rule.file());
        serving.add(model.sha256());
        serving.add(serving(rule.file(), model).sha256());
      }
    }
    if (!archive.keep(content, serving)) {
      throw new ServiceException(
          "The archive %s (modelUpdates.archive) cannot be written, so no file of a model was changed: run the command as a user who may write this folder"
              .formatted(archive.folder().toAbsolutePath()),
          null);
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  private static void requireWritable(Path file) {
    if (!Files.isWritable(folder(file))) {
      throw new ServiceException(
          "The folder %s of %s cannot be written, so no file of a model was changed: run the command as a user who may write it, and mount it without 'read only'"
              .formatted(folder(file), file),
          null);
    }
  }

  /** Writes a content under a temporary name, and renames it over the file. */
  private static void replace(Path file, ModelFile content) {
    Path part = folder(file).resolve("." + UUID.randomUUID() + ".part");
    try {
      try {
        try (FileChannel channel =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          ByteBuffer bytes = ByteBuffer.wrap(content.bytes());
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          // a crash must not leave an empty file under the model's name
          channel.force(true);
        }
        copyRights(file, part);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new ServiceException(
          "%s cannot be replaced, so it is as before: %s".formatted(file, e), e);
    }
  }

  private static void copyRights(Path from, Path to) throws IOException {
    if (Files.getFileAttributeView(from, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }
  }

  /** Models other than the file that have the shadow, too. */
  private List<Path> others(Path file, Path shadow) {
    return rules.stream()
        .filter(rule -> shadow.equals(rule.shadow()))
        .map(ModelRule::file)
        .filter(each -> !each.equals(file))
        .distinct()
        .toList();
  }

  private static boolean holds(Path file, ModelFile content) {
    return Files.exists(file) && ModelFile.read(file).sha256().equals(content.sha256());
  }

  private static void delete(Path shadow) {
    try {
      Files.deleteIfExists(shadow);
    } catch (IOException e) {
      throw new ServiceException(
          "The shadow %s cannot be deleted: %s. Delete it yourself".formatted(shadow, e), e);
    }
  }
}
