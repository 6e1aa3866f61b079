package dev.kizuki.embedded.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this JVM holds, brokers and all.
 *
 * @param heapBytes in use after a garbage collection
 * @param residentBytes of the process; 0 where the system does not tell
 */
record Memory(long heapBytes, long residentBytes, int threads) {
  private static final Path STATUS = Path.of("/proc/self/status");

  static Memory now() {
    System.gc();
    return new Memory(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        resident(),
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static long resident() {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + STATUS, e);
    }
  }

  String text() {
    return "heap after a collection %d MiB, resident %d MiB, %d threads (service and brokers)"
        .formatted(heapBytes >> 20, residentBytes >> 20, threads);
  }
}
