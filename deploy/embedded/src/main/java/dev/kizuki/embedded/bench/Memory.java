package dev.kizuki.embedded.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory and threads of this JVM, including the embedded brokers.
 *
 * @param heapBytes the heap in use after a garbage collection
 * @param residentBytes the resident memory of the process; 0 if the system does not report it
 * @param threads the number of live threads
 */
record Memory(long heapBytes, long residentBytes, int threads) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Collects garbage and measures. */
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
