package dev.kizuki.stream.dataset;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.MemoryHistory;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.sample.ImageSample;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images, alerts, samples and incidents in memory. */
final class MemoryRecords implements PlantRecords {
  static final ModelReference MODEL = new ModelReference("parts", "1", "ab".repeat(32));

  final MemoryHistory topics = new MemoryHistory();
  final List<Incident> incidents = new ArrayList<>();
  final List<ImageSample> samples = new ArrayList<>();
  private final RecordReader reader = new RecordReader(topics::consumer);

  MemoryRecords() {
    topics.create("device-images", 1);
    topics.create("anomalies", 1);
  }

  ImageReference image(String device, Instant at, byte[] content) {
    long offset = topics.add("device-images", 0, device, at, content);
    return new ImageReference(
        "device-images", 0, offset, content.length, ModelFile.sha256(content));
  }

  void alert(String device, Instant at, byte[] content) {
    ImageEvent event =
        ImageEvent.of(
            device + "/" + at,
            URI.create("/kizuki/plant"),
            ImageEvent.ANOMALOUS,
            new ImageEvent.Data(
                device, MODEL, 20, 10, 2, 0.001, null, at, at, image(device, at, content)));
    topics.add("anomalies", 0, device, at, EventJson.write(event));
  }

  void sample(ImageSample.Kind kind, String device, Instant at, byte[] content) {
    samples.add(
        new ImageSample(device, kind, at, 0.9, 9, 10, 0.02, MODEL, image(device, at, content)));
  }

  @Override
  public List<Incident> incidents() {
    return incidents;
  }

  @Override
  public List<ImageSample> samples() {
    return samples;
  }

  @Override
  public HistoryReader alerts() {
    return topics.reader();
  }

  @Override
  public Optional<byte[]> image(ImageReference place) {
    return PlantRecords.read(reader, place);
  }

  @Override
  public void close() {
    reader.close();
  }
}
