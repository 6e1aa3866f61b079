package dev.kizuki.stream.dataset;

import dev.kizuki.stream.incident.Judgement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the images of a data set to a folder. Not thread-safe. */
final class DatasetWriter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Map<String, PlannedImage.Kind> written = new HashMap<>();
  private final List<Dataset.Image> files = new ArrayList<>();
  private final List<Dataset.Image> gone = new ArrayList<>();
  private final List<Dataset.Image> notReadable = new ArrayList<>();
  private final List<Dataset.Image> contradictory = new ArrayList<>();
  private int repeated;

  DatasetWriter(Path folder) {
    this.folder = folder;
  }

  /**
   * Requires a folder that does not exist or is empty.
   *
   * @throws IllegalArgumentException if it holds something, or is no folder
   */
  static void requireEmpty(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException("--out %s is no folder".formatted(folder));
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "--out %s is not empty: name a new folder".formatted(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the folder " + folder, e);
    }
  }

  /**
   * Writes an image. Bytes that were written before are not written again.
   *
   * @param content the image as it came; empty if Kafka no longer holds it
   */
  void write(PlannedImage image, Optional<byte[]> content) {
    if (content.isEmpty()) {
      gone.add(fact(image, null));
      return;
    }
    String sha256 = image.image().sha256();
    PlannedImage.Kind known = written.get(sha256);
    if (known != null) {
      repeated++;
      if (known == PlannedImage.Kind.REAL && image.kind() != PlannedImage.Kind.REAL) {
        contradictory.add(fact(image, null));
      }
      return;
    }
    Optional<String> ending = ending(content.get());
    if (ending.isEmpty()) {
      notReadable.add(fact(image, null));
      return;
    }
    String file = "%s/%s.%s".formatted(image.folder(), name(image), ending.get());
    write(folder.resolve(file), content.get());
    written.put(sha256, image.kind());
    files.add(fact(image, file));
  }

  private static String name(PlannedImage image) {
    return "%s-%s-%d-%d"
        .formatted(
            SafeName.ofDevice(image.device()),
            TIME.format(image.at()),
            image.image().partition(),
            image.image().offset());
  }

  /** The ending of the name of a file with this content; empty if training cannot read it. */
  private static Optional<String> ending(byte[] content) {
    if (startsWith(content, 0x89, 'P', 'N', 'G')) {
      return Optional.of("png");
    }
    if (startsWith(content, 0xff, 0xd8)) {
      return Optional.of("jpg");
    }
    return startsWith(content, 'B', 'M') ? Optional.of("bmp") : Optional.empty();
  }

  private static boolean startsWith(byte[] content, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= content.length || (content[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static Dataset.Image fact(PlannedImage image, @Nullable String file) {
    Judgement judged = image.incident() == null ? null : image.incident().judged();
    return new Dataset.Image(
        file,
        image.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        image.device(),
        image.at(),
        image.place(),
        image.image().sha256(),
        image.distance(),
        image.threshold(),
        image.threshold() == 0 ? 0 : image.distance() / image.threshold(),
        image.model(),
        image.incident() == null ? null : image.incident().id(),
        judged == null ? null : judged.verdict(),
        judged == null ? null : judged.by(),
        judged == null ? null : judged.note());
  }

  List<Dataset.Image> files() {
    return files;
  }

  List<Dataset.Image> gone() {
    return gone;
  }

  List<Dataset.Image> notReadable() {
    return notReadable;
  }

  List<Dataset.Image> contradictory() {
    return contradictory;
  }

  int repeated() {
    return repeated;
  }
}
