package dev.kizuki.embedded.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of a few megabytes, in memory, that can be filled. It lives in a mount namespace of
 * its own, so that it needs no rights; Linux shows it to others as a folder of the process there.
 */
final class SmallDisk implements Closeable {
  private final Process holder;
  private final Path root;

  /**
   * @param mountPoint an empty folder
   */
  SmallDisk(Path mountPoint, int mebibytes) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "there is no unshare");
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
    assumeTrue("mounted".equals(answer.readLine()), "no file system can be mounted here");
    root = Path.of("/proc/%d/root%s".formatted(holder.pid(), mountPoint));
  }

  /** Where it is. */
  Path root() {
    return root;
  }

  /** Not a byte more goes onto it. */
  void fill() throws IOException {
    try (OutputStream file = Files.newOutputStream(root.resolve("filler"))) {
      for (int size = 1 << 20; size > 0; size /= 2) {
        write(file, size);
      }
    }
  }

  /** Blocks of this size, until there is no room for one. */
  private static void write(OutputStream file, int size) {
    byte[] block = new byte[size];
    while (true) {
      try {
        file.write(block);
      } catch (IOException e) {
        return; // full, which is what it is for
      }
    }
  }

  /** There is room again. */
  void free() throws IOException {
    Files.delete(root.resolve("filler"));
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
