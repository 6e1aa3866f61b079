package dev.kizuki.stream.replay;

import dev.kizuki.model.Sha256;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.DeviceName;
import dev.kizuki.stream.event.EventId;
import dev.kizuki.stream.incident.AnomalyRule;
import dev.kizuki.stream.topology.RecentAlerts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes the verdicts of a replay, image by image, and compares them with the alerts of that time.
 * The images of a device come in their order. Not thread-safe.
 */
final class ReplayRun {
  /** The images of each kind of difference that are kept. */
  private static final int MOST_DIFFERENT = 50;

  private final ReplaySettings settings;
  private final AnomalyRule rule;
  private final PastAlerts past;
  private final DeviceLimits deviceLimits;
  private final CameraFaults faults;
  private final Map<String, ReplayedDevice> devices = new HashMap<>();
  private final Map<String, Tally> tallies = new TreeMap<>();

  /** The service has one for each partition, too. */
  private final Map<Integer, RecentAlerts> recent = new HashMap<>();

  private final DifferentImages onlyWas = new DifferentImages(MOST_DIFFERENT);
  private final DifferentImages onlyWould = new DifferentImages(MOST_DIFFERENT);
  private final Sha256 digest = new Sha256();
  private long firstMs = Long.MAX_VALUE;
  private long lastMs = Long.MIN_VALUE;

  ReplayRun(
      ReplaySettings settings, PastAlerts past, CameraFaults faults, DeviceLimits deviceLimits) {
    this.settings = settings;
    this.rule = new AnomalyRule(settings.rules());
    this.past = past;
    this.deviceLimits = deviceLimits;
    this.faults = faults;
  }

  /** Takes the verdict on an image. */
  void accept(ConsumerRecord<String, byte[]> image, Verdict given) {
    firstMs = Math.min(firstMs, image.timestamp());
    lastMs = Math.max(lastMs, image.timestamp());
    String name = image.key() == null ? "" : image.key();
    boolean usable = DeviceName.check(name, settings.maxDeviceNameBytes()).isEmpty();
    String device = usable ? name : DeviceName.cut(name, settings.maxDeviceNameBytes());
    Verdict.@Nullable Scored scored =
        usable && deviceLimits.judge(device, given) instanceof Verdict.Scored verdict
            ? verdict
            : null;
    ReplayedDevice watched =
        devices.computeIfAbsent(device, each -> new ReplayedDevice(each, rule));
    watched.arrived(image.timestamp());
    Place place = new Place(image.partition(), image.offset());
    PastAlert was = past.take(place);
    boolean would = scored instanceof Verdict.Anomalous && isFirst(device, image);
    boolean heldBack = would && faults.cover(device, image.timestamp());
    if (scored != null) {
      watched.scored(scored.score().relative(), would, heldBack, image.timestamp(), cause(image));
    }
    tallies.merge(device, tally(scored != null, was != null, would, heldBack), Tally::plus);
    if (would != (was != null)) {
      (would ? onlyWould : onlyWas)
          .add(
              new DifferentImage(
                  device,
                  place,
                  Instant.ofEpochMilli(image.timestamp()),
                  was,
                  scored == null ? null : scored.score().relative()));
    }
  }

  private static Tally tally(boolean scored, boolean was, boolean would, boolean heldBack) {
    return new Tally(
        1,
        scored ? 0 : 1,
        heldBack ? 1 : 0,
        was ? 1 : 0,
        would ? 1 : 0,
        was && would ? 1 : 0,
        0,
        0);
  }

  /** Returns whether no delivery of the same image raised an alert shortly before. */
  private boolean isFirst(String device, ConsumerRecord<String, byte[]> image) {
    String sha256 = digest.of(image.value());
    String id =
        EventId.of(
            device, image.headers(), image.topic(), image.partition(), image.offset(), sha256);
    return recent
        .computeIfAbsent(image.partition(), partition -> new RecentAlerts())
        .isFirst(id, sha256, image.timestamp());
  }

  private static String cause(ConsumerRecord<String, byte[]> image) {
    return image.topic() + "-" + image.partition() + "@" + image.offset();
  }

  /** The incidents of all devices, in no order. */
  List<ReplayedIncident> incidents() {
    List<ReplayedIncident> incidents = new ArrayList<>();
    devices.values().forEach(each -> incidents.addAll(each.incidents()));
    return incidents;
  }

  /** Returns the counts of each device, without incidents. */
  Map<String, Tally> tallies() {
    return tallies;
  }

  /** The images on which both disagree, of each kind those with the highest scores. */
  List<DifferentImage> different() {
    List<DifferentImage> different = new ArrayList<>(onlyWould.list());
    different.addAll(onlyWas.list());
    return different;
  }

  /** The arrival of the first image; empty if there was none. */
  @Nullable Instant first() {
    return lastMs == Long.MIN_VALUE ? null : Instant.ofEpochMilli(firstMs);
  }

  /** The arrival of the last image; empty if there was none. */
  @Nullable Instant last() {
    return lastMs == Long.MIN_VALUE ? null : Instant.ofEpochMilli(lastMs);
  }
}
