package dev.kizuki.stream.models;

import dev.kizuki.model.ModelFile;
import java.util.Optional;

/** Watches a model that took over, and says when the model before it must come back. */
final class SwapGuard {
  private final ModelFile previous;
  private final AlarmCounts before;
  private final AlarmCounts start;
  private final AlarmBand band;
  private final int images;
  private boolean passed;

  /**
   * @param previous the model before it
   * @param before what the model before it scored
   * @param start what the new model had scored when it took over
   * @param promised the promised false-alarm rate of the new model
   * @param images the images in which a wrong alarm rate counts
   */
  SwapGuard(
      ModelFile previous, AlarmCounts before, AlarmCounts start, double promised, int images) {
    this.previous = previous;
    this.before = before;
    this.start = start;
    this.band = AlarmBand.of(promised, before, start);
    this.images = images;
  }

  ModelFile previous() {
    return previous;
  }

  /**
   * Returns why the previous model must come back; empty if the new one may stay.
   *
   * @param now what the new model has scored
   * @param passedSelfTest whether its last self-test passed
   */
  Optional<String> objection(AlarmCounts now, boolean passedSelfTest) {
    if (!passedSelfTest) {
      return Optional.of("its self-test failed");
    }
    if (passed) {
      return Optional.empty();
    }
    AlarmCounts counts = now.since(start);
    if (band.isExceededBy(counts)) {
      return Optional.of(
          "it raised %d alarms in %d images, %s; at most %.2f %% were expected, the model before had %s of %d images"
              .formatted(
                  counts.alarms(),
                  counts.images(),
                  counts.percent(),
                  100 * band.limit(),
                  before.percent(),
                  before.images()));
    }
    passed = counts.images() >= images;
    return Optional.empty();
  }
}
