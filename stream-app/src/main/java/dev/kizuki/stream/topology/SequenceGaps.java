package dev.kizuki.stream.topology;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Follows the sequence numbers of devices: digits, after a prefix that may change when a device
 * starts anew. What came before the first image that is seen here is not known. Used by one thread.
 */
final class SequenceGaps {
  private static final int REMEMBERED_DEVICES = 100_000;
  private static final int MOST_DIGITS = 18;

  /** The last of a device. */
  private record Last(String prefix, long number) {}

  private final Map<String, Last> byDevice =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
          return size() > REMEMBERED_DEVICES;
        }
      };

  /**
   * Takes the next number of a device.
   *
   * @return how many are missing before it; -1 if it is not the first with this number
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
