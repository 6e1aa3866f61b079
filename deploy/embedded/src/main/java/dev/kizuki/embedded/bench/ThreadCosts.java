package dev.kizuki.embedded.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Measures the processor time and allocation of some threads of this JVM, so that the embedded
 * brokers are not counted. Threads of the compiler and the garbage collector are not counted
 * either.
 */
final class ThreadCosts {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ThreadCosts() {}

  /** Totals by thread id, since each thread started. */
  record Reading(Map<Long, Long> cpuNanos, Map<Long, Long> bytes) {
    /** Returns the cost since an earlier reading; threads started in between count in full. */
    Cost since(Reading earlier) {
      return new Cost(
          difference(cpuNanos, earlier.cpuNanos) / 1e9, difference(bytes, earlier.bytes));
    }

    private static long difference(Map<Long, Long> now, Map<Long, Long> before) {
      long sum = 0;
      for (Map.Entry<Long, Long> thread : now.entrySet()) {
        sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
      }
      return sum;
    }
  }

  /** Processor time and allocation of all measured threads together. */
  record Cost(double cpuSeconds, long bytes) {}

  /** Reads the totals of the live threads whose names match. */
  static Reading read(Predicate<String> names) {
    Map<Long, Long> cpu = new HashMap<>();
    Map<Long, Long> bytes = new HashMap<>();
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && names.test(thread.getThreadName())) {
        cpu.put(thread.getThreadId(), Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())));
        bytes.put(
            thread.getThreadId(),
            Math.max(0, THREADS.getThreadAllocatedBytes(thread.getThreadId())));
      }
    }
    return new Reading(cpu, bytes);
  }

  /** Reads the totals of the current thread. */
  static Reading readCurrent() {
    String current = Thread.currentThread().getName();
    return read(current::equals);
  }
}
