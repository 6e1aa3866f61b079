package dev.kizuki.stream.topology;

import dev.kizuki.scoring.Score;
import dev.kizuki.stream.config.Configuration.Samples;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.sample.ImageSample;
import dev.kizuki.stream.sample.ImageSample.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Chooses two normal images of each device and period for the next training: the one with the
 * highest score, and one at random by reservoir sampling (Vitter, "Random sampling with a
 * reservoir", 1985). Writes their places to the topic of samples at the end of the period. The key
 * names a slot, the number of the period modulo the number of kept periods. A slot is overwritten
 * when its number comes again, so that the topic needs no state.
 *
 * <p>The candidates of a period are in the heap. After a restart, a period has the candidates since
 * the restart, and its slots may be written twice. Not thread-safe.
 */
final class ImageSamples {
  /** An image may show a fault of the camera this long before the first suspicion. */
  private static final long UNMEASURED_MS = 2000;

  private final Samples settings;
  private final ProcessorContext<String, byte[]> context;
  private final RandomGenerator random;
  private final long everyMs;

  /** The candidates of the current period, by device. */
  private final Map<String, Candidates> candidates = new HashMap<>();

  /** The candidates of one device and period. */
  private static final class Candidates {
    final long period;
    long images;
    @Nullable ImageSample nearMiss;
    @Nullable ImageSample random;

    Candidates(long period) {
      this.period = period;
    }

    void forgetSince(long ms) {
      nearMiss = isBefore(nearMiss, ms) ? nearMiss : null;
      random = isBefore(random, ms) ? random : null;
    }

    private static boolean isBefore(@Nullable ImageSample sample, long ms) {
      return sample != null && sample.at().toEpochMilli() < ms;
    }
  }

  ImageSamples(Samples settings, ProcessorContext<String, byte[]> context, RandomGenerator random) {
    this.settings = settings;
    this.context = context;
    this.random = random;
    everyMs = settings.every().toMillis();
  }

  /**
   * Offers a normal image of a device. An image of a camera that is at fault, or suspected, is not
   * taken.
   *
   * @param atMs when the image came, in milliseconds since 1970
   * @param reference gives the place of the image in Kafka, which costs a digest
   */
  void offer(
      WatchedDevice device,
      long atMs,
      Score score,
      ModelVerdict verdict,
      Supplier<ImageReference> reference) {
    if (settings.keep() == 0) {
      return;
    }
    if (device.suspectedMs != 0 || device.isSick()) {
      Candidates known = candidates.get(device.name);
      if (known != null && device.suspectedMs != 0) {
        known.forgetSince(device.suspectedMs - UNMEASURED_MS);
      }
      return;
    }
    Candidates current = current(device.name, atMs / everyMs, atMs);
    current.images++;
    boolean isNearMiss = current.nearMiss == null || score.distance() > current.nearMiss.distance();
    boolean isRandom = current.random == null || random.nextLong(current.images) == 0;
    if (isNearMiss || isRandom) {
      ImageReference image = reference.get();
      ModelReference model = Objects.requireNonNull(verdict.model());
      if (isNearMiss) {
        current.nearMiss = sample(device.name, Kind.NEAR_MISS, atMs, score, model, image);
      }
      if (isRandom) {
        current.random = sample(device.name, Kind.RANDOM, atMs, score, model, image);
      }
    }
  }

  private Candidates current(String device, long period, long nowMs) {
    Candidates known = candidates.get(device);
    if (known != null && known.period >= period) {
      return known;
    }
    if (known != null) {
      write(known, nowMs);
    }
    Candidates next = new Candidates(period);
    candidates.put(device, next);
    return next;
  }

  private static ImageSample sample(
      String device,
      Kind kind,
      long atMs,
      Score score,
      ModelReference model,
      ImageReference image) {
    return new ImageSample(
        device,
        kind,
        Instant.ofEpochMilli(atMs),
        score.relative(),
        score.distance(),
        score.threshold(),
        score.pValue(),
        model,
        image);
  }

  /** Writes the samples of the periods that are over. */
  void endPeriods(long nowMs) {
    Iterator<Candidates> all = candidates.values().iterator();
    while (all.hasNext()) {
      Candidates each = all.next();
      if (each.period < nowMs / everyMs) {
        write(each, nowMs);
        all.remove();
      }
    }
  }

  private void write(Candidates over, long nowMs) {
    long slot = Math.floorMod(over.period, settings.keep());
    write(over.nearMiss, slot, nowMs);
    write(over.random, slot, nowMs);
  }

  private void write(@Nullable ImageSample sample, long slot, long nowMs) {
    if (sample != null) {
      context.forward(
          new Record<>(sample.key(slot), IncidentJson.write(sample), nowMs),
          AnomalyTopology.SAMPLES);
    }
  }
}
