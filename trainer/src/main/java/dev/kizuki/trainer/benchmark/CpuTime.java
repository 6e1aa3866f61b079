package dev.kizuki.trainer.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The CPU seconds of this process over all threads, including native ones. */
final class CpuTime {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long start = PROCESS.getProcessCpuTime();

  double seconds() {
    return (PROCESS.getProcessCpuTime() - start) / 1e9;
  }
}
