package dev.kizuki.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that keeps models by their digest, one file {@code <sha256>.onnx} each, and the
 * digests that may not serve again. The newest {@value #KEPT} models are kept. A folder that cannot
 * be written is reported and stops nothing. Several instances may share a folder. Thread-safe.
 */
public final class ModelArchive {
  /** The number of models that are kept. Models that serve are kept beyond it. */
  public static final int KEPT = 20;

  private static final Logger LOG = LoggerFactory.getLogger(ModelArchive.class);
  private static final String MODEL = ".onnx";
  private static final String REFUSED = ".refused";

  private final Path folder;
  private final Runnable failed;

  /**
   * @param folder the folder; it is made with the first model
   */
  public ModelArchive(Path folder) {
    this(folder, () -> {});
  }

  /**
   * @param folder the folder; it is made with the first model
   * @param failed called when the folder cannot be written
   */
  public ModelArchive(Path folder, Runnable failed) {
    this.folder = folder;
    this.failed = failed;
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /**
   * Keeps a model as the newest, and removes the oldest ones beyond {@value #KEPT}.
   *
   * @param serving the digests of models that must not be removed
   * @return whether the archive holds the model now
   */
  public boolean keep(ModelFile model, Collection<String> serving) {
    try {
      Files.createDirectories(folder);
      Path target = path(model.sha256());
      if (holds(target, model.bytes().length)) {
        Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
      } else {
        write(target, model.bytes());
      }
      removeOldest(model.sha256(), serving);
      return true;
    } catch (IOException e) {
      warn("the archive of models cannot be written, so a model is not kept: {}", e);
      return false;
    }
  }

  private static boolean holds(Path file, long size) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) == size;
  }

  private void warn(String text, IOException e) {
    failed.run();
    LOG.atWarn().addKeyValue("folder", folder.toAbsolutePath()).log(text, e.toString());
  }

  private static void write(Path target, byte[] bytes) throws IOException {
    // a temporary name, so that the file appears as a whole
    Path part = target.resolveSibling("." + UUID.randomUUID() + ".part");
    try {
      Files.write(part, bytes);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void removeOldest(String newest, Collection<String> serving) throws IOException {
    List<Path> models = files(MODEL);
    // the digests that a later start needs for the way back are those of the newest models
    models.sort(Comparator.comparing(ModelArchive::age).reversed());
    for (Path old : models.subList(Math.min(KEPT, models.size()), models.size())) {
      String sha256 = digest(old);
      if (!sha256.equals(newest) && !serving.contains(sha256)) {
        Files.deleteIfExists(old);
      }
    }
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return new ArrayList<>(all.filter(file -> file.toString().endsWith(ending)).toList());
    }
  }

  private static FileTime age(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      // another instance has removed it
      return FileTime.fromMillis(0);
    }
  }

  private static String digest(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - MODEL.length());
  }

  /**
   * Finds a model.
   *
   * @param sha256 64 hexadecimal digits
   * @return its file; empty if the archive does not hold it
   */
  public Optional<Path> find(String sha256) {
    return Optional.of(path(sha256)).filter(Files::isRegularFile);
  }

  /**
   * Reads a model.
   *
   * @param sha256 64 hexadecimal digits
   * @return empty if the archive does not hold it, or if its file has another content
   */
  public Optional<ModelFile> read(String sha256) {
    if (find(sha256).isEmpty()) {
      return Optional.empty();
    }
    try {
      ModelFile model = ModelFile.read(path(sha256));
      if (model.sha256().equals(sha256)) {
        return Optional.of(model);
      }
      LOG.atWarn().addKeyValue("file", path(sha256)).log("this file was changed; it is not used");
    } catch (ModelException | UncheckedIOException e) {
      LOG.atWarn()
          .addKeyValue("file", path(sha256))
          .log("this file cannot be read; it is not used: {}", e.toString());
    }
    return Optional.empty();
  }

  private Path path(String sha256) {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "the digest of a model has 64 hexadecimal digits, was '%s'".formatted(sha256));
    }
    return folder.resolve(sha256 + MODEL);
  }

  /**
   * A content of a model file that may not serve again.
   *
   * @param previous the digest of the model that serves instead
   * @param reason why the service returned to that model
   */
  public record Refusal(String previous, String reason) {}

  /**
   * Remembers that a content of a file may not serve again.
   *
   * @param file the model file as it is configured
   * @param sha256 the digest of the content
   * @return false if it could not be written
   */
  public boolean refuse(Path file, String sha256, Refusal refusal) {
    try {
      Files.createDirectories(folder);
      write(
          refusalPath(file, sha256),
          (refusal.previous() + "\n" + refusal.reason()).getBytes(UTF_8));
      return true;
    } catch (IOException e) {
      warn("the archive of models cannot be written, so a restart serves a refused model: {}", e);
      return false;
    }
  }

  /** The refusal of a content of a file; empty if it may serve. */
  public Optional<Refusal> refusal(Path file, String sha256) {
    Path path = refusalPath(file, sha256);
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try {
      String[] lines = Files.readString(path).split("\n", 2);
      return Optional.of(new Refusal(lines[0], lines.length > 1 ? lines[1] : ""));
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", path).log("cannot be read: {}", e.toString());
      return Optional.empty();
    }
  }

  /**
   * Lets a content of a file serve again.
   *
   * @throws UncheckedIOException if the folder cannot be written
   */
  public void allow(Path file, String sha256) {
    try {
      Files.deleteIfExists(refusalPath(file, sha256));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + refusalPath(file, sha256), e);
    }
  }

  /** The same content can be good in one file and refused in another. */
  private Path refusalPath(Path file, String sha256) {
    String place = ModelFile.sha256(file.toString().getBytes(UTF_8)).substring(0, 8);
    return folder.resolve(sha256 + "-" + place + REFUSED);
  }
}
