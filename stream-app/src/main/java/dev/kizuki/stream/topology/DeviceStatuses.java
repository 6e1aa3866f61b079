package dev.kizuki.stream.topology;

import dev.kizuki.model.Sha256;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes the status of devices, at most once a second for each device. Not thread-safe. */
final class DeviceStatuses {
  private final ProcessorContext<String, byte[]> context;
  private final Sha256 digest = new Sha256();

  DeviceStatuses(ProcessorContext<String, byte[]> context) {
    this.context = context;
  }

  /** The place of an image in Kafka. */
  ImageReference reference(Record<String, byte[]> image, RecordMetadata place) {
    byte[] bytes = image.value() == null ? new byte[0] : image.value();
    return new ImageReference(
        place.topic(), place.partition(), place.offset(), bytes.length, digest.of(bytes));
  }

  /** Writes the status of a device that has news. */
  void write(WatchedDevice device, long nowMs) {
    WatchedDevice.Latest last = device.last;
    if (last == null || !device.hasNews) {
      return;
    }
    device.hasNews = false;
    DeviceStatus status = status(device, last);
    context.forward(
        new Record<>(device.name, IncidentJson.write(status), nowMs), AnomalyTopology.DEVICES);
  }

  private DeviceStatus status(WatchedDevice device, WatchedDevice.Latest last) {
    Verdict verdict = last.verdict().verdict();
    ImageReference image = reference(last.image(), last.place());
    if (verdict instanceof Verdict.Normal) {
      device.normal = image;
    }
    @Nullable Score score = verdict instanceof Verdict.Scored scored ? scored.score() : null;
    return new DeviceStatus(
        device.name,
        device.line,
        Instant.ofEpochMilli(last.image().timestamp()),
        word(verdict),
        verdict instanceof Verdict.Rejected rejected ? rejected.rejection().reason().code() : null,
        score == null ? null : score.relative(),
        score == null ? null : score.distance(),
        score == null ? null : score.threshold(),
        score == null ? null : score.pValue(),
        last.verdict().model(),
        image,
        device.normal,
        faults(device),
        device.active.values().stream().map(Incident::id).toList(),
        device.images,
        device.anomalous);
  }

  private static List<IncidentKind> faults(WatchedDevice device) {
    return device.active.keySet().stream().filter(IncidentKind::isCamera).toList();
  }

  private static String word(Verdict verdict) {
    if (verdict instanceof Verdict.Rejected) {
      return "rejected";
    }
    return verdict instanceof Verdict.Anomalous ? "anomalous" : "normal";
  }
}
