package dev.kizuki.stream.replay;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.incident.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a replay.
 *
 * @param from the first image
 * @param to the last image
 * @param model the model of the replay
 * @param threshold the threshold of the replay
 * @param limitedDevices the devices that were judged with a limit of their own, or of their line
 * @param total all devices
 * @param devices the devices, by name
 * @param was the incidents of the service
 * @param would the incidents of the replay
 * @param different the images on which both disagree, the highest scores first; not all of them
 * @param alertsWithoutImage the alerts of the service whose image Kafka no longer holds
 * @param notes sentences about what the history does not hold
 * @param seconds the duration of the replay
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplayResult(
    Instant from,
    Instant to,
    ModelReference model,
    double threshold,
    int limitedDevices,
    Tally total,
    List<DeviceResult> devices,
    List<ComparedIncident> was,
    List<ReplayedIncident> would,
    List<DifferentImage> different,
    long alertsWithoutImage,
    List<String> notes,
    double seconds) {
  /** A rate per day needs at least this time. */
  private static final Duration SHORTEST_SPAN = Duration.ofHours(1);

  private static final double SECONDS_A_DAY = 86_400;

  public ReplayResult {
    devices = List.copyOf(devices);
    was = List.copyOf(was);
    would = List.copyOf(would);
    different = List.copyOf(different);
    notes = List.copyOf(notes);
  }

  /** The time from the first to the last image, in days. */
  public double days() {
    return Duration.between(from, to).toMillis() / 1000.0 / SECONDS_A_DAY;
  }

  /** A count per day; null if the history is shorter than an hour. */
  public @Nullable Double perDay(long count) {
    return Duration.between(from, to).compareTo(SHORTEST_SPAN) < 0 ? null : count / days();
  }

  /** The images that were judged in a second. */
  public double imagesPerSecond() {
    return total.images() / Math.max(seconds, 1e-9);
  }

  /**
   * The incidents of the service with a judgement.
   *
   * @param kept whether the replay raises one for the same images
   */
  public List<ComparedIncident> judged(Judgement.Verdict verdict, boolean kept) {
    return was.stream().filter(each -> each.judged() == verdict && each.kept() == kept).toList();
  }

  /** The incidents that were judged real and that the replay does not raise. */
  @JsonIgnore
  public List<ComparedIncident> missedReal() {
    return judged(Judgement.Verdict.REAL, /* kept= */ false);
  }

  /** The incidents that were judged false and that the replay does not raise. */
  @JsonIgnore
  public List<ComparedIncident> vanishedFalse() {
    return judged(Judgement.Verdict.FALSE, /* kept= */ false);
  }
}
