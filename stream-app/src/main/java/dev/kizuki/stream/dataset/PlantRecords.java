package dev.kizuki.stream.dataset;

import dev.kizuki.stream.action.IncidentLog;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.RecordGoneException;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.sample.ImageSample;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The records of Kafka that the export reads. The caller must close it. */
public interface PlantRecords extends AutoCloseable {
  /** Reads the last state of each incident. */
  List<Incident> incidents();

  /** Reads the samples. */
  List<ImageSample> samples();

  /** Opens a reader of alerts. The caller must close it. */
  HistoryReader alerts();

  /** Reads an image; empty if Kafka no longer holds it. */
  Optional<byte[]> image(ImageReference place);

  @Override
  void close();

  /** The records in the Kafka that a configuration names. */
  static PlantRecords of(Configuration configuration) {
    KafkaSettings kafka = new KafkaSettings(configuration);
    RecordReader images =
        new RecordReader(() -> new KafkaConsumer<>(kafka.recordConsumer("-export")));
    return new PlantRecords() {
      @Override
      public List<Incident> incidents() {
        try (IncidentLog log = IncidentLog.open(configuration)) {
          return log.read().stream().map(event -> event.data().incident()).toList();
        }
      }

      @Override
      public List<ImageSample> samples() {
        try (SampleTopic topic =
            new SampleTopic(new KafkaConsumer<>(kafka.reader("-samples")), configuration)) {
          return topic.read();
        }
      }

      @Override
      public HistoryReader alerts() {
        return HistoryReader.open(configuration);
      }

      @Override
      public Optional<byte[]> image(ImageReference place) {
        return read(images, place);
      }

      @Override
      public void close() {
        images.close();
      }
    };
  }

  /** Reads an image; empty if Kafka no longer holds it. */
  static Optional<byte[]> read(RecordReader reader, ImageReference place) {
    try {
      return Optional.ofNullable(
          reader.read(place.topic(), place.partition(), place.offset()).value());
    } catch (RecordGoneException e) {
      // the export lists the images that are gone
      return Optional.empty();
    }
  }
}
