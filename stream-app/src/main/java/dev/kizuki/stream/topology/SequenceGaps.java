package dev.kizuki.stream.topology;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds gaps and repetitions in the sequence numbers of devices. A sequence number is a text that
 * ends with digits; the text before them may change when a device restarts. The first number of a
 * device is never a gap. Not thread-safe.
 */
final class SequenceGaps {
  private static final int REMEMBERED_DEVICES = 100_000;
  private static final int MOST_DIGITS = 18;

  /** The last sequence number of a device. */
  private record Last(String prefix, long number) {}

  private final Map<String, Last> byDevice =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
          return size() > REMEMBERED_DEVICES;
        }
      };

  /**
   * Takes the next sequence number of a device.
   *
   * @return the count of numbers missing before it; -1 if it is not above the last number; 0 if the
   *     device restarted, or the text does not end with 1 to 18 digits
   */
  long next(String device, String sequence) {
    int digits = sequence.length();
    while (digits > 0 && Character.digit(sequence.charAt(digits - 1), 10) >= 0) {
      digits--;
    }
    if (digits == sequence.length() || sequence.length() - digits > MOST_DIGITS) {
      return 0;
    }
    String prefix = sequence.substring(0, digits);
    long number = Long.parseLong(sequence.substring(digits));
    Last last = byDevice.get(device);
    if (last == null || !last.prefix.equals(prefix) || (number <= 1 && last.number > 1)) {
      byDevice.put(device, new Last(prefix, number));
      return 0;
    }
    if (number <= last.number) {
      return -1;
    }
    byDevice.put(device, new Last(prefix, number));
    return number - last.number - 1;
  }
}
