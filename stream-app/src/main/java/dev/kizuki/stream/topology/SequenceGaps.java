package dev.kizuki.stream.topology;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds gaps, repetitions and late images in the sequence numbers of devices. A sequence number is
 * a text that ends with digits; the text before them may change when a device restarts. The first
 * number of a device is never a gap.
 *
 * <p>Several instances that share the images of MQTT may write the images of a device in another
 * order. So a number that is left out counts as missing only when it has not come within {@link
 * #WINDOW}, by the arrival of the images, or when {@link #MOST_AWAITED} later ones are left out as
 * well. Not thread-safe.
 */
final class SequenceGaps {
  /** An image that comes later than this behind a later one counts as missing. */
  static final Duration WINDOW = Duration.ofSeconds(10);

  /** The numbers of a device that may be awaited at once. */
  static final int MOST_AWAITED = 256;

  private static final int REMEMBERED_DEVICES = 100_000;
  private static final int MOST_DIGITS = 18;

  private final Map<String, Numbers> byDevice =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Numbers> eldest) {
          return size() > REMEMBERED_DEVICES;
        }
      };

  /**
   * The finding for a number.
   *
   * @param missing the numbers of the device that certainly count as missing now
   */
  record Finding(Place place, long missing) {
    private static final Finding NOTHING = new Finding(Place.NEXT, 0);
  }

  /** The place of a number among the numbers of its device. */
  enum Place {
    /** It is the highest one, or says nothing. */
    NEXT,
    /** It had been left out, and came behind a higher one. */
    LATE,
    /** It came before, or its time is over. */
    REPEATED
  }

  /** The numbers of a device since it started. */
  private static final class Numbers {
    private final String prefix;
    private final long startedMs;
    private long lowest;
    private long highest;

    /** The numbers that were left out, and when that was seen; null while there are none. */
    private @Nullable TreeMap<Long, Long> awaited;

    Numbers(String prefix, long number, long atMs) {
      this.prefix = prefix;
      this.startedMs = atMs;
      this.lowest = number;
      this.highest = number;
    }

    private boolean isOver(long sinceMs, long atMs) {
      return atMs - sinceMs > WINDOW.toMillis();
    }

    /** Returns whether a number belongs to a device that began to count anew. */
    boolean isRestart(String itsPrefix, long number, long atMs) {
      return !prefix.equals(itsPrefix)
          || (number <= 1 && highest > 1 && !isAwaited(number) && !isBeforeFirst(number, atMs));
    }

    private boolean isAwaited(long number) {
      return awaited != null && awaited.containsKey(number);
    }

    /**
     * Returns whether a number came behind the first one that was seen, shortly after the start.
     */
    private boolean isBeforeFirst(long number, long atMs) {
      return number < lowest && lowest - number <= MOST_AWAITED && !isOver(startedMs, atMs);
    }

    Finding next(long number, long atMs) {
      if (number > highest) {
        long missing = number - highest > 1 ? await(highest + 1, number, atMs) : 0;
        highest = number;
        return new Finding(Place.NEXT, missing + giveUp(atMs));
      }
      if (isBeforeFirst(number, atMs)) {
        long missing = lowest - number > 1 ? await(number + 1, lowest, atMs) : 0;
        lowest = number;
        return new Finding(Place.LATE, missing + giveUp(atMs));
      }
      long missing = giveUp(atMs);
      boolean late = awaited != null && awaited.remove(number) != null;
      return new Finding(late ? Place.LATE : Place.REPEATED, missing);
    }

    /** Awaits the numbers of a gap, and returns how many of all awaited ones count as missing. */
    private long await(long from, long end, long atMs) {
      long first = Math.max(from, end - MOST_AWAITED);
      long missing = first - from;
      TreeMap<Long, Long> all = awaited == null ? new TreeMap<>() : awaited;
      for (long each = first; each < end; each++) {
        all.put(each, atMs);
      }
      for (; all.size() > MOST_AWAITED; missing++) {
        all.pollFirstEntry();
      }
      awaited = all;
      return missing;
    }

    /** Gives up the numbers whose time is over, and returns how many these are. */
    private long giveUp(long atMs) {
      if (awaited == null) {
        return 0;
      }
      int before = awaited.size();
      awaited.values().removeIf(since -> isOver(since, atMs));
      long missing = (long) before - awaited.size();
      awaited = awaited.isEmpty() ? null : awaited;
      return missing;
    }

    long allAwaited() {
      return awaited == null ? 0 : awaited.size();
    }
  }

  /**
   * Takes the next sequence number of a device. A text that does not end with 1 to 18 digits says
   * nothing.
   *
   * @param atMs the arrival of the image, milliseconds since 1970
   */
  Finding next(String device, String sequence, long atMs) {
    int digits = sequence.length();
    while (digits > 0 && Character.digit(sequence.charAt(digits - 1), 10) >= 0) {
      digits--;
    }
    if (digits == sequence.length() || sequence.length() - digits > MOST_DIGITS) {
      return Finding.NOTHING;
    }
    String prefix = sequence.substring(0, digits);
    long number = Long.parseLong(sequence.substring(digits));
    Numbers known = byDevice.get(device);
    if (known == null || known.isRestart(prefix, number, atMs)) {
      byDevice.put(device, new Numbers(prefix, number, atMs));
      return known == null ? Finding.NOTHING : new Finding(Place.NEXT, known.allAwaited());
    }
    return known.next(number, atMs);
  }
}
