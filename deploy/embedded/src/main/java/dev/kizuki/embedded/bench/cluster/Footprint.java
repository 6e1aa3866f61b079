package dev.kizuki.embedded.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The memory, threads and files of a process. All values are 0 if the system has no {@code /proc}.
 *
 * @param residentMiB the resident memory
 * @param threads the live threads
 * @param files the open files and sockets
 */
record Footprint(long residentMiB, int threads, int files) {
  static Footprint of(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    if (!Files.isReadable(folder.resolve("status"))) {
      return new Footprint(0, 0, 0);
    }
    try (Stream<Path> files = Files.list(folder.resolve("fd"))) {
      List<String> status = Files.readAllLines(folder.resolve("status"));
      return new Footprint(
          number(status, "VmRSS:") >> 10, (int) number(status, "Threads:"), (int) files.count());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  private static long number(List<String> status, String key) {
    return status.stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
