package dev.kizuki.stream.doctor;

import java.util.List;

/** Reports the Java version, the platform, processors and heap. */
final class JavaCheck implements Check {
  @Override
  public List<Finding> findings() {
    Runtime runtime = Runtime.getRuntime();
    return List.of(
        Finding.ok(
            "java",
            "Java %s on %s %s, %d processors, at most %d MiB of heap"
                .formatted(
                    Runtime.version(),
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"),
                    runtime.availableProcessors(),
                    runtime.maxMemory() >> 20)));
  }
}
