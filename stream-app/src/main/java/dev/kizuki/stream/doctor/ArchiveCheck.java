package dev.kizuki.stream.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a file to the archive of models. An archive that cannot be written is a warning, because
 * the service runs without it.
 *
 * @param archive modelUpdates.archive: a folder, which is created if it is missing; empty: none
 */
record ArchiveCheck(String archive) implements Check {
  private static final String SUBJECT = "archive";

  @Override
  public List<Finding> findings() {
    return archive.isEmpty() ? List.of() : List.of(write(Path.of(archive)));
  }

  private static Finding write(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "doctor", ""));
      return Finding.ok(SUBJECT, folder + " is writable");
    } catch (IOException e) {
      return Finding.warning(
          SUBJECT,
          "%s cannot be written, so models are not kept: %s".formatted(folder.toAbsolutePath(), e),
          "give the service's user write access, or set modelUpdates.archive");
    }
  }
}
