package dev.kizuki.embedded.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The processor time and the allocation of some threads of this JVM, which holds the brokers as
 * well. What compiles and collects is counted to nobody.
 */
final class ThreadCosts {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ThreadCosts() {}

  /** Totals since the threads began. */
  record Reading(Map<Long, Long> cpuNanos, Map<Long, Long> bytes) {
    /** What was spent since an earlier reading; threads that began since then count in full. */
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

  /** What was spent. */
  record Cost(double cpuSeconds, long bytes) {}

  /** Of the threads with such names. */
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

  /** Of the thread that asks. */
  static Reading readMine() {
    String mine = Thread.currentThread().getName();
    return read(mine::equals);
  }
}
