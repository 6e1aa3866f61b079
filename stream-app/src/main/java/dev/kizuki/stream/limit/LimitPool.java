package dev.kizuki.stream.limit;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The distances of all confirmed limits of one line and network, which a device without a limit of
 * its own starts with. Every device gives the same number of distances, chosen at random, so that
 * the pool stays small. Thread-safe.
 */
final class LimitPool {
  private static final int MOST = 20_000;

  private final Calibration calibration;
  private final Map<Double, Threshold> thresholds = new ConcurrentHashMap<>();

  private LimitPool(Calibration calibration) {
    this.calibration = calibration;
  }

  /** Pools limits; null if none counts. */
  static @Nullable LimitPool of(Collection<KnownLimit> limits) {
    List<Calibration> members =
        limits.stream()
            .filter(limit -> limit.threshold() != null)
            .<Calibration>mapMulti(
                (limit, sink) -> {
                  if (limit.calibration() != null) {
                    sink.accept(limit.calibration());
                  }
                })
            .toList();
    if (members.isEmpty()) {
      return null;
    }
    int fewest = members.stream().mapToInt(Calibration::size).min().orElse(0);
    int each = Math.max(1, Math.min(fewest, MOST / members.size()));
    float[] pooled = new float[each * members.size()];
    Random random = new Random(1); // the same sample in each instance
    for (int i = 0; i < members.size(); i++) {
      choose(members.get(i).distances(), each, random, pooled, i * each);
    }
    return new LimitPool(new Calibration(pooled));
  }

  /** Chooses at random without replacement. */
  private static void choose(float[] from, int count, Random random, float[] into, int start) {
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(from.length - i);
      float chosen = from[j];
      from[j] = from[i];
      from[i] = chosen;
      into[start + i] = chosen;
    }
  }

  Calibration calibration() {
    return calibration;
  }

  /** Returns the threshold for a rate; null if the pool has too few distances for it. */
  @Nullable Threshold threshold(double falseAlarmRate) {
    Threshold known = thresholds.get(falseAlarmRate);
    if (known == null && calibration.size() >= Calibration.imagesNeededFor(falseAlarmRate)) {
      known = calibration.threshold(falseAlarmRate);
      thresholds.put(falseAlarmRate, known);
    }
    return known;
  }
}
