package dev.kizuki.embedded.bench;

import java.util.List;
import java.util.Map;

/**
 * All measurements of a bench; printed as JSON with {@code --json}.
 *
 * @param machine the machine that was measured
 * @param model the title of the model
 * @param rows the lines of the table
 * @param ratios ratios between lines, by their description
 * @param latencies the latencies of alerts
 * @param memory the memory at the end
 */
record BenchResult(
    Machine machine,
    String model,
    List<BenchTable.Row> rows,
    Map<String, Double> ratios,
    List<AlertLatency> latencies,
    Memory memory) {

  /** The machine and JVM that ran a bench. */
  record Machine(int processors, String java, String os, long maxHeapBytes) {
    static Machine current() {
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          Runtime.version().toString(),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"),
          Runtime.getRuntime().maxMemory());
    }
  }
}
