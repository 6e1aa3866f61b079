package dev.kizuki.trainer.progress;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The time that this process has taken since the object was made. The CPU time is that of all
 * threads, including native ones.
 */
public final class ProcessTime {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long start = System.nanoTime();
  private final long cpuStart = PROCESS.getProcessCpuTime();

  /** Returns the wall-clock time, in seconds. */
  public double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Returns the CPU time, in seconds. */
  public double cpuSeconds() {
    return (PROCESS.getProcessCpuTime() - cpuStart) / 1e9;
  }

  /** Returns both times as text, such as "192 s, and 160 s of CPU time". */
  @Override
  public String toString() {
    return "%.0f s, and %.0f s of CPU time".formatted(seconds(), cpuSeconds());
  }
}
