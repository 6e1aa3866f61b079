package dev.kizuki.stream.dataset;

import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.JudgedTimes.Span;
import dev.kizuki.stream.incident.Sighting;
import dev.kizuki.stream.sample.ImageSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which images belong into a data set, and where. Anomalous images of incidents that were
 * judged real are defects. Those of incidents that were judged false, near misses and normal images
 * are good. Every fifth of the normal images is for the test.
 */
public final class DatasetPlan {
  private static final String TRAIN = "train/good";
  private static final String TEST = "test/good";

  /** One of this many normal images is for the test. */
  private static final int TEST_SHARE = 5;

  private final JudgedTimes times;
  private final TimeSpan span;
  private final DevicePattern devices;
  private final DatasetLabels labels;
  private final Map<String, PlannedImage> byPlace = new HashMap<>();
  private final Map<LeftOut, Integer> leftOut = new EnumMap<>(LeftOut.class);

  /** The reason for which an image is not in the set. */
  public enum LeftOut {
    /** Its incident is not judged, or it came after the judgement. */
    UNDECIDED,

    /** The camera was at fault, or the images drifted. */
    TROUBLE,

    /** It is a near miss or a normal image and belongs to an incident that was judged real. */
    NORMAL_IN_REAL,

    /** It is anomalous and belongs to no incident. */
    NO_INCIDENT
  }

  /**
   * @param times the incidents
   * @param span the time of the images
   */
  public DatasetPlan(
      JudgedTimes times, TimeSpan span, DevicePattern devices, DatasetLabels labels) {
    this.times = times;
    this.span = span;
    this.devices = devices;
    this.labels = labels;
    times.all().forEach(this::addIncident);
  }

  /** An incident names two of its images; the alerts name all of them, if Kafka still has them. */
  private void addIncident(Span each) {
    Incident incident = each.incident();
    Sighting worst = incident.worst();
    if (worst != null && isMeant(incident.device(), worst.at())) {
      judged(each, worst.at())
          .ifPresent(
              kind ->
                  add(
                      new PlannedImage(
                          folder(kind, incident),
                          kind,
                          incident.device(),
                          worst.at(),
                          worst.distance(),
                          worst.threshold(),
                          worst.model(),
                          worst.image(),
                          incident)));
    }
  }

  private boolean isMeant(String device, Instant at) {
    return span.holds(at.toEpochMilli()) && devices.matches(device);
  }

  private static Optional<PlannedImage.Kind> judged(Span span, Instant at) {
    return switch (span.standing()) {
      case REAL -> Optional.of(PlannedImage.Kind.REAL);
      case FALSE_ALARM ->
          span.judgedAt().filter(judged -> !at.isAfter(judged)).isPresent()
              ? Optional.of(PlannedImage.Kind.FALSE_ALARM)
              : Optional.empty();
      case UNDECIDED, TROUBLE -> Optional.empty();
    };
  }

  private String folder(PlannedImage.Kind kind, Incident incident) {
    return kind == PlannedImage.Kind.REAL ? "test/" + labels.of(incident) : TRAIN;
  }

  /** Takes an alert: an anomalous image. */
  public void add(ImageEvent alert) {
    ImageEvent.Data data = alert.data();
    if (!alert.type().equals(ImageEvent.ANOMALOUS) || !isMeant(data.device(), data.receivedAt())) {
      return;
    }
    Optional<Span> found = times.of(data.device(), data.receivedAt());
    if (found.isEmpty()) {
      leaveOut(LeftOut.NO_INCIDENT);
      return;
    }
    Incident incident = found.get().incident();
    judged(found.get(), data.receivedAt())
        .ifPresentOrElse(
            kind ->
                add(
                    new PlannedImage(
                        folder(kind, incident),
                        kind,
                        data.device(),
                        data.receivedAt(),
                        data.distance(),
                        data.threshold(),
                        data.model(),
                        data.image(),
                        incident)),
            () -> leaveOut(why(found.get())));
  }

  private static LeftOut why(Span span) {
    return span.standing() == Span.Standing.TROUBLE ? LeftOut.TROUBLE : LeftOut.UNDECIDED;
  }

  /** Takes a sample: a near miss or a normal image. */
  public void add(ImageSample sample) {
    if (!isMeant(sample.device(), sample.at())) {
      return;
    }
    Optional<Span> found = times.of(sample.device(), sample.at());
    if (found.isPresent() && found.get().standing() == Span.Standing.REAL) {
      leaveOut(LeftOut.NORMAL_IN_REAL);
    } else if (found.isPresent() && judged(found.get(), sample.at()).isEmpty()) {
      leaveOut(why(found.get()));
    } else {
      boolean isNormal = sample.kind() == ImageSample.Kind.RANDOM;
      add(
          new PlannedImage(
              isNormal && isForTest(sample.image().sha256()) ? TEST : TRAIN,
              isNormal ? PlannedImage.Kind.NORMAL : PlannedImage.Kind.NEAR_MISS,
              sample.device(),
              sample.at(),
              sample.distance(),
              sample.threshold(),
              sample.model(),
              sample.image(),
              found.map(Span::incident).orElse(null)));
    }
  }

  /** The digest decides, so that the same image is always on the same side. */
  private static boolean isForTest(String sha256) {
    return Integer.parseUnsignedInt(sha256.substring(0, 7), 16) % TEST_SHARE == 0;
  }

  private void leaveOut(LeftOut why) {
    leftOut.merge(why, 1, Integer::sum);
  }

  private void add(PlannedImage image) {
    byPlace.merge(
        image.place(),
        image,
        (known, other) -> other.kind().compareTo(known.kind()) < 0 ? other : known);
  }

  /** The images: defects first, then false alarms, near misses and normal ones; each by time. */
  public List<PlannedImage> images() {
    List<PlannedImage> images = new ArrayList<>(byPlace.values());
    images.sort(
        Comparator.comparing(PlannedImage::kind)
            .thenComparing(PlannedImage::at)
            .thenComparing(PlannedImage::place));
    return images;
  }

  /** The number of images that were left out, for each reason that occurred. */
  public Map<LeftOut, Integer> leftOut() {
    return leftOut;
  }
}
