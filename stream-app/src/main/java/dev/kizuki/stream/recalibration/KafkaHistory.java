package dev.kizuki.stream.recalibration;

import dev.kizuki.stream.action.IncidentLog;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.RecordReader;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The history in Kafka: images and incidents. */
public interface KafkaHistory {
  /** Reads the last state of each incident. */
  List<Incident> incidents();

  /** Opens a reader of images. The caller must close it. */
  HistoryReader images();

  /** Opens a reader of single images. The caller must close it. */
  RecordReader records();

  /** The history in the Kafka that a configuration names. */
  static KafkaHistory of(Configuration configuration) {
    return new KafkaHistory() {
      @Override
      public List<Incident> incidents() {
        try (IncidentLog log = IncidentLog.open(configuration)) {
          return log.read().stream().map(event -> event.data().incident()).toList();
        }
      }

      @Override
      public HistoryReader images() {
        return HistoryReader.open(configuration);
      }

      @Override
      public RecordReader records() {
        KafkaSettings kafka = new KafkaSettings(configuration);
        return new RecordReader(() -> new KafkaConsumer<>(kafka.recordConsumer("-recalibration")));
      }
    };
  }
}
