package dev.kizuki.trainer.data;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Says in words which step needs more memory than Java may use, and what helps. */
public final class JavaMemory {
  /** The share of the memory that a single need may take; the rest is for everything else. */
  private static final double USABLE = 0.9;

  private JavaMemory() {}

  /**
   * Checks a need that can be computed, before a long step starts.
   *
   * @param bytes the memory that the step needs
   * @param what what needs the memory, for the message
   * @throws DataException if Java may not use so much
   */
  public static void require(long bytes, String what) {
    require(bytes, what, Runtime.getRuntime().maxMemory());
  }

  static void require(long bytes, String what, long most) {
    if (bytes > most * USABLE) {
      throw new DataException(
          "%s needs about %d MB of memory, and Java may use %d MB. %s"
              .formatted(capitalised(what), bytes >> 20, most >> 20, remedy(2 * bytes)));
    }
  }

  /**
   * Runs a step.
   *
   * @param what what the step does, for the message
   * @throws DataException if the memory does not suffice
   */
  public static <T> T during(String what, Supplier<T> step) {
    try {
      return step.get();
    } catch (OutOfMemoryError e) {
      throw exhausted(what, e);
    } catch (RuntimeException e) {
      if (isNativeExhaustion(e)) {
        throw new DataException(
            "%s needs more memory than this machine has left (%d MB in all). End other programs, use a smaller --size or --batch, or a machine with more memory"
                .formatted(capitalised(what), machine() >> 20),
            e);
      }
      throw e;
    }
  }

  /** Returns the error of a step for which Java's memory did not suffice. */
  public static DataException exhausted(String what, OutOfMemoryError e) {
    long most = Runtime.getRuntime().maxMemory();
    return new DataException(
        "%s needs more memory than Java may use, which is %d MB. %s"
            .formatted(capitalised(what), most >> 20, remedy(2 * most)),
        e);
  }

  /** PyTorch and ONNX Runtime allocate outside of Java's heap, and have messages of their own. */
  private static boolean isNativeExhaustion(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("allocate memory")
        || message.contains("bad allocation")
        || message.contains("bad_alloc")
        || message.contains("Failed to allocate memory");
  }

  private static String remedy(long wanted) {
    long gigabytes = Math.max(2, (wanted + (1L << 30) - 1) >> 30);
    return "Allow more with JAVA_OPTS=-Xmx%dg (this machine has %d MB), or use a smaller --size or fewer images"
        .formatted(gigabytes, machine() >> 20);
  }

  private static long machine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static String capitalised(String what) {
    return Character.toUpperCase(what.charAt(0)) + what.substring(1);
  }
}
