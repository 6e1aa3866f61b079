package dev.kizuki.stream.limit;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;
import dev.kizuki.model.Trend;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.limit.DeviceLimit.State;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of one device from its first image to a confirmed limit, for one network. While it
 * learns, the burn-in is in the heap. Afterwards only {@link LimitMemory} has it. Not thread-safe.
 */
public final class DeviceLearning {
  private final String device;
  private final String line;
  private final String graph;
  private final int burnIn;
  private State state;
  private ModelReference model;
  private Instant from;
  private Instant to;
  private @Nullable LearnedImages images;
  private @Nullable Threshold threshold;
  private @Nullable String refused;
  private @Nullable String by;
  private @Nullable Instant at;
  private @Nullable String note;
  private @Nullable String action;
  private long through = -1;
  private long throughMs = Long.MIN_VALUE;

  /**
   * Begins a burn-in.
   *
   * @param graph the digest of the network
   * @param burnIn the number of images to learn
   * @param at the arrival of its first image
   */
  public DeviceLearning(
      String device, String line, ModelReference model, String graph, int burnIn, Instant at) {
    this.device = device;
    this.line = line;
    this.model = model;
    this.graph = graph;
    this.burnIn = burnIn;
    this.state = State.LEARNING;
    this.images = new LearnedImages();
    this.from = at;
    this.to = at;
  }

  /** Continues after a restart. */
  public DeviceLearning(LimitMemory memory) {
    DeviceLimit limit = memory.limit();
    device = limit.device();
    line = limit.line();
    graph = limit.graph();
    burnIn = limit.burnIn();
    state = limit.state();
    model = limit.model();
    from = limit.from();
    to = limit.to();
    refused = limit.refused();
    by = limit.by();
    at = limit.at();
    note = limit.note();
    action = limit.action();
    through = memory.through();
    throughMs = memory.throughMs();
    if (limit.threshold() != null && limit.falseAlarmRate() != null) {
      threshold =
          new Threshold(limit.threshold(), limit.falseAlarmRate(), Threshold.Rule.CONFORMAL);
    }
    if (state == State.LEARNING) {
      restoreImages(memory);
    }
  }

  /** Takes the burn-in into the heap, for an action on it. */
  public void restoreImages(LimitMemory memory) {
    images = new LearnedImages(memory.limit().values(), memory.seconds(), memory.limit().unusual());
  }

  /** Frees the burn-in after it was kept, unless it still grows. */
  public void releaseImages() {
    if (state != State.LEARNING) {
      images = null;
    }
  }

  public State state() {
    return state;
  }

  /** The digest of the network. */
  public String graph() {
    return graph;
  }

  /**
   * Learns from an image, unless the burn-in is complete or has the image already.
   *
   * @param offset the offset of the image in its partition
   * @param place gives the place of the image in Kafka, which costs a digest
   * @return whether the burn-in is complete now
   */
  public boolean add(
      double distance,
      Instant arrived,
      long offset,
      ModelReference latest,
      Supplier<ImageReference> place) {
    long arrivedMs = arrived.toEpochMilli();
    if (state != State.LEARNING || (offset <= through && arrivedMs <= throughMs)) {
      return false;
    }
    through = offset;
    throughMs = Math.max(throughMs, arrivedMs);
    model = latest;
    to = arrived;
    loaded().add((float) distance, arrived, place);
    if (loaded().size() < burnIn) {
      return false;
    }
    state = State.WAITING;
    return true;
  }

  /**
   * Removes the images of a real incident, or of a time when the camera may have been at fault. The
   * burn-in must be in the heap.
   *
   * @param above only images with a greater distance are removed
   * @return whether any was removed
   */
  public boolean remove(Instant first, Instant last, double above) {
    if (loaded().remove(first, last, above) == 0) {
      return false;
    }
    Threshold old = threshold;
    if (state == State.CONFIRMED && old != null) {
      promise(old.falseAlarmRate());
    }
    return true;
  }

  /**
   * Makes the threshold of a confirmed limit follow another rate. The burn-in must be in the heap.
   *
   * @return whether the threshold changed; a rate that needs more images changes nothing
   */
  public boolean promise(double falseAlarmRate) {
    float[] distances = loaded().distances();
    if (distances.length < Calibration.imagesNeededFor(falseAlarmRate)) {
      return false;
    }
    Threshold next = new Calibration(distances).threshold(falseAlarmRate);
    boolean changed = !next.equals(threshold);
    threshold = next;
    return changed;
  }

  /** Returns whether an action was applied already. */
  public boolean isApplied(LimitAction wish) {
    return wish.id().equals(action);
  }

  /** The promised rate; null unless the limit is confirmed. */
  public @Nullable Double falseAlarmRate() {
    return threshold == null ? null : threshold.falseAlarmRate();
  }

  /**
   * Lets the limit count, or says in the limit why it is refused. The burn-in must be in the heap.
   *
   * @param falseAlarmRate the rate that the threshold must keep
   * @param obstacle the reason that the state of the device gives; null if there is none
   */
  public void confirm(
      LimitAction wish, double falseAlarmRate, @Nullable String obstacle, Instant now) {
    action = wish.id();
    refused = obstacle;
    if (refused == null && state != State.WAITING) {
      refused =
          state == State.LEARNING
              ? "the burn-in has %d of %d images".formatted(loaded().size(), burnIn)
              : "the limit is confirmed already";
    }
    if (refused == null) {
      refused = confirmWithout(Objects.requireNonNull(wish.struck()), falseAlarmRate);
    }
    if (refused == null) {
      state = State.CONFIRMED;
      by = wish.by();
      at = now;
      note = wish.note();
    }
  }

  private @Nullable String confirmWithout(List<String> struck, double falseAlarmRate) {
    LearnedImages rest =
        new LearnedImages(loaded().distances(), loaded().seconds(), loaded().unusual());
    try {
      rest.strike(struck);
      float[] distances = rest.distances();
      Trend trend = Trend.of(distances);
      if (trend.isRising()) {
        return String.format(
            Locale.ROOT,
            "the distances rise within the burn-in (Kendall's tau %.2f, p-value %.1g), as with a"
                + " slow fault; repair it and learn again",
            trend.tau(),
            trend.pValue());
      }
      if (distances.length < Calibration.imagesNeededFor(falseAlarmRate)) {
        return "a false-alarm rate of %s needs %d images, there are %d; raise deviceLimits.burnIn"
            .formatted(
                falseAlarmRate, Calibration.imagesNeededFor(falseAlarmRate), distances.length);
      }
      threshold = new Calibration(distances).threshold(falseAlarmRate);
      images = rest;
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** Lets a confirmed limit count no longer. The burn-in must be in the heap. */
  public void drop(LimitAction wish, Instant now) {
    action = wish.id();
    refused = state == State.CONFIRMED ? null : "the limit is not confirmed";
    if (state == State.CONFIRMED) {
      state = State.WAITING;
      threshold = null;
      by = wish.by();
      at = now;
      note = wish.note();
    }
  }

  /** Begins anew, because a person wishes it. */
  public void begunBy(@Nullable String id, String author, Instant now, @Nullable String remark) {
    action = id;
    by = author;
    at = now;
    note = remark;
  }

  /** Returns the state for the store. The burn-in must be in the heap. */
  public LimitMemory memory() {
    float[] distances = loaded().distances();
    return new LimitMemory(
        limit(loaded().unusual()).withDistances(distances), loaded().seconds(), through, throughMs);
  }

  /** Returns the limit for the topic. The burn-in must be in the heap. */
  public DeviceLimit published() {
    return state == State.LEARNING
        ? limit(List.of())
        : limit(loaded().unusual()).withDistances(loaded().distances());
  }

  private DeviceLimit limit(List<DeviceLimit.Unusual> unusual) {
    return new DeviceLimit(
        device,
        line,
        state,
        model,
        graph,
        loaded().size(),
        burnIn,
        from,
        to,
        threshold == null ? null : threshold.falseAlarmRate(),
        threshold == null ? null : threshold.distance(),
        null,
        unusual,
        refused,
        by,
        at,
        note,
        action);
  }

  private LearnedImages loaded() {
    return Objects.requireNonNull(images, "the burn-in is not in the heap");
  }
}
