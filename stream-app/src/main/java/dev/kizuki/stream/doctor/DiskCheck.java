package dev.kizuki.stream.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a file to the state folder and looks at the free space.
 *
 * @param folder the state folder; it is created if it is missing
 */
record DiskCheck(Path folder) implements Check {
  private static final String SUBJECT = "disk";
  private static final long LITTLE_BYTES = 1L << 30;

  @Override
  public List<Finding> findings() {
    return List.of(write());
  }

  private Finding write() {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "doctor", ""));
      return space(Files.getFileStore(folder).getUsableSpace());
    } catch (IOException e) {
      return Finding.failure(
          SUBJECT,
          "%s cannot be written: %s".formatted(folder, e),
          "give the service's user write access, or set kafka.stateDir");
    }
  }

  /**
   * @param free bytes
   */
  Finding space(long free) {
    String text = "%s is writable, %d MiB are free".formatted(folder, free >> 20);
    return free < LITTLE_BYTES
        ? Finding.warning(SUBJECT, text, "free 1 GiB, or set kafka.stateDir to another disk")
        : Finding.ok(SUBJECT, text);
  }
}
