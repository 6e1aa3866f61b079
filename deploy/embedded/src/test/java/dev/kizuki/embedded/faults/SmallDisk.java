package dev.kizuki.embedded.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file system in memory that can be filled. A process mounts it in a mount namespace of its
 * own, which needs no privileges. Other processes reach it at /proc/PID/root.
 */
final class SmallDisk implements Closeable {
  private final Process holder;
  private final Path root;

  /**
   * Mounts a file system, or skips the test if that is not possible.
   *
   * @param mountPoint an empty folder
   * @param mebibytes the size
   */
  SmallDisk(Path mountPoint, int mebibytes) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "unshare is not installed");
    holder =
        new ProcessBuilder(
                "/usr/bin/unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=%dm tmpfs %s && echo mounted && exec cat"
                    .formatted(mebibytes, mountPoint))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader answer = holder.inputReader();
    assumeTrue("mounted".equals(answer.readLine()), "a file system cannot be mounted here");
    root = Path.of("/proc/%d/root%s".formatted(holder.pid(), mountPoint));
  }

  /** Returns its folder. */
  Path root() {
    return root;
  }

  /** Writes a file until no byte is free. */
  void fill() throws IOException {
    try (OutputStream file = Files.newOutputStream(root.resolve("filler"))) {
      for (int size = 1 << 20; size > 0; size /= 2) {
        write(file, size);
      }
    }
  }

  /** Writes blocks of a size until no further block fits. */
  private static void write(OutputStream file, int size) {
    byte[] block = new byte[size];
    while (true) {
      try {
        file.write(block);
      } catch (IOException e) {
        return; // the disk is full, as intended
      }
    }
  }

  /** Deletes the file that fills the disk. */
  void free() throws IOException {
    Files.delete(root.resolve("filler"));
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
