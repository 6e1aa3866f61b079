package dev.kizuki.stream.explanation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The distance of an image beside the distance that the service computed.
 *
 * @param distance the distance in a batch of one image
 * @param sameInBatchOf the size of a batch that gives the same distance to the last bit; null if no
 *     size does
 * @param unitsInLastPlace the difference in a batch of one image, in units of the last place of
 *     float32
 * @param byBatch the distances by the size of the batch, as far as they were tried
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reproduction(
    double distance,
    @Nullable Integer sameInBatchOf,
    long unitsInLastPlace,
    Map<Integer, Double> byBatch) {
  private static final int[] BATCHES = {1, 2, 4, 8, 16, 32, 64};

  /** The difference that rounding alone can make, as a share of the distance. */
  private static final double ROUNDING = 1e-4;

  public Reproduction {
    byBatch = Collections.unmodifiableMap(new LinkedHashMap<>(byBatch));
  }

  /**
   * Scores an image in batches of several sizes, until one gives the same distance. ONNX Runtime
   * can choose other kernels for other sizes, and their sums can differ in the last bits.
   *
   * @param then the distance that the service computed
   * @return empty if the model rejects the image
   */
  public static Optional<Reproduction> of(
      Model model, ImageLimits limits, byte[] image, double then) {
    Map<Integer, Double> byBatch = new LinkedHashMap<>();
    for (int batch : BATCHES) {
      @Nullable List<Double> distances = distances(model, limits, image, batch);
      if (distances == null) {
        return Optional.empty();
      }
      boolean same = distances.contains(then);
      byBatch.put(batch, same ? then : distances.get(0));
      if (same) {
        return Optional.of(result(byBatch, batch, then));
      }
    }
    return Optional.of(result(byBatch, null, then));
  }

  private static @Nullable List<Double> distances(
      Model model, ImageLimits limits, byte[] image, int batch) {
    try (ImageJudge judge = new ImageJudge(model, model.metadata().threshold(), limits, batch)) {
      List<Verdict> verdicts = judge.judge(Collections.nCopies(batch, image));
      return verdicts.get(0) instanceof Verdict.Scored
          ? verdicts.stream().map(each -> ((Verdict.Scored) each).score().distance()).toList()
          : null;
    }
  }

  private static Reproduction result(
      Map<Integer, Double> byBatch, @Nullable Integer same, double then) {
    double single = byBatch.getOrDefault(1, Double.NaN);
    long units =
        Math.abs((long) Float.floatToIntBits((float) single) - Float.floatToIntBits((float) then));
    return new Reproduction(single, same, units, byBatch);
  }

  /** Returns whether the difference is larger than rounding can make it. */
  public boolean isMoreThanRounding(double then) {
    return Math.abs(distance - then) > ROUNDING * Math.max(Math.abs(then), 1e-9);
  }
}
