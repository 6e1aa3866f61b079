package dev.kizuki.stream.topology;

import dev.kizuki.stream.event.CaptureTime;
import dev.kizuki.stream.event.CaptureTime.Flaw;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.metrics.VerdictMetrics;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the times of capture that cannot be used as they are, and logs each kind once for each
 * device. Thread-safe.
 */
final class CaptureFlaws {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureFlaws.class);

  /** The most devices that are logged for one flaw. */
  private static final int MOST_LOGGED = 10_000;

  private static final int MOST_CHARACTERS = 64;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private static final Map<Flaw, String> TEXTS =
      Map.of(
          Flaw.WITHOUT_ZONE,
          "captured-at '{}' has no time zone and is taken as UTC; send it with Z or +01:00",
          Flaw.UNREADABLE,
          "captured-at '{}' is ignored; send ISO 8601, or seconds or milliseconds since 1970",
          Flaw.OUT_OF_RANGE,
          "captured-at '{}' is ignored, because it is before 1970 or more than a day ahead; set the"
              + " device's clock");

  private final VerdictMetrics metrics;
  private final Map<Flaw, Set<String>> logged = new EnumMap<>(Flaw.class);

  CaptureFlaws(VerdictMetrics metrics) {
    this.metrics = metrics;
    for (Flaw flaw : Flaw.values()) {
      logged.put(flaw, ConcurrentHashMap.newKeySet());
    }
  }

  /**
   * Counts the flaw of a time of capture, if it has one.
   *
   * @param headers hold the text of the time
   */
  void count(String device, CaptureTime time, Headers headers) {
    Flaw flaw = time.flaw();
    if (flaw == null) {
      return;
    }
    metrics.flawedCaptureTime(flaw);
    Set<String> devices = Objects.requireNonNull(logged.get(flaw));
    if (devices.size() < MOST_LOGGED && devices.add(device)) {
      LOG.atWarn().addKeyValue("device", device).log(TEXTS.get(flaw), printable(headers));
    }
  }

  private static String printable(Headers headers) {
    String text = ImageHeaders.text(headers, ImageHeaders.CAPTURED_AT).orElse("");
    return CONTROL
        .matcher(text.substring(0, Math.min(text.length(), MOST_CHARACTERS)))
        .replaceAll("?");
  }
}
