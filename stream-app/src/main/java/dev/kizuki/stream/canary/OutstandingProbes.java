package dev.kizuki.stream.canary;

import dev.kizuki.stream.config.Durations;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.metrics.CanaryMeters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The probe images that were sent and have no verdict yet. Checks each verdict that comes back, and
 * counts the images that came back right, wrong or late. Thread-safe.
 */
final class OutstandingProbes {
  private static final Logger LOG = LoggerFactory.getLogger(OutstandingProbes.class);

  private final Duration timeout;
  private final LongSupplier nanoTime;
  private final InstantSource clock;

  /** The probes by the identifier of the event that is expected. Guarded by this. */
  private final Map<String, Probe> byEventId = new HashMap<>();

  /**
   * One image that was sent.
   *
   * @param sentAt the time of sending, by the clock {@link #nanoTime}
   */
  private record Probe(ProbeImage image, ProbeRound round, long sentAt) {
    CanaryMeters meters() {
      return round.probes().meters();
    }
  }

  /**
   * @param timeout after which an image without a verdict is late
   * @param nanoTime a clock such as {@link System#nanoTime}
   * @param clock tells when a round passed
   */
  OutstandingProbes(Duration timeout, LongSupplier nanoTime, InstantSource clock) {
    this.timeout = timeout;
    this.nanoTime = nanoTime;
    this.clock = clock;
  }

  /** Expects the verdict on an image; called just before the image is sent. */
  synchronized void expect(String eventId, ProbeImage image, ProbeRound round) {
    byEventId.put(eventId, new Probe(image, round, nanoTime.getAsLong()));
  }

  /**
   * Checks a verdict. Ignores the verdicts on other instances' images and on late images. A verdict
   * of another model file ends the wait and counts as nothing: the model was replaced meanwhile.
   */
  synchronized void returned(ImageEvent event) {
    Probe probe = byEventId.remove(event.id());
    if (probe == null
        || !event.data().model().sha256().equals(probe.round.probes().modelSha256())) {
      return;
    }
    probe.meters().returned(Duration.ofNanos(nanoTime.getAsLong() - probe.sentAt));
    boolean right = probe.image.isRight(event.data());
    if (!right) {
      logWrong(probe, event);
      probe.meters().wrong();
    }
    if (probe.round.returned(right)) {
      probe.meters().passed(clock.instant());
    }
  }

  private static void logWrong(Probe probe, ImageEvent event) {
    LOG.atError()
        .addKeyValue("image", probe.image.name())
        .addKeyValue("device", event.subject())
        .log(
            "a canary came back with a wrong verdict: score {}, distance {}",
            event.data().score(),
            event.data().distance());
  }

  /** Counts the images that are late, and no longer expects them. */
  synchronized void removeLate() {
    long oldest = nanoTime.getAsLong() - timeout.toNanos();
    byEventId.values().removeIf(probe -> probe.sentAt - oldest < 0 && countLate(probe));
  }

  private boolean countLate(Probe probe) {
    LOG.atWarn()
        .addKeyValue("device", probe.round.probes().device())
        .addKeyValue("image", probe.image.name())
        .log("a canary did not come back within {}", Durations.text(timeout));
    probe.meters().late();
    return true;
  }
}
