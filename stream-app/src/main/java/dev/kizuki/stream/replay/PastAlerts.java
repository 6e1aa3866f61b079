package dev.kizuki.stream.replay;

import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.history.History;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The alerts of the past, by the place of their image. Not thread-safe. */
final class PastAlerts {
  private final String imagesTopic;
  private final Map<Place, PastAlert> alerts = new HashMap<>();

  private PastAlerts(String imagesTopic) {
    this.imagesTopic = imagesTopic;
  }

  /**
   * Reads the topic of anomalies.
   *
   * @param imagesTopic alerts on images of another topic are left out
   * @throws ServiceException if a record is no event
   */
  static PastAlerts read(
      HistoryReader reader,
      History history,
      DevicePattern devices,
      String imagesTopic,
      HistoryReader.Progress progress) {
    PastAlerts alerts = new PastAlerts(imagesTopic);
    reader.read(history, devices, progress, batch -> batch.forEach(alerts::add));
    return alerts;
  }

  private void add(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    ImageEvent event = event(record);
    if (event.type().equals(ImageEvent.ANOMALOUS)
        && event.data().image().topic().equals(imagesTopic)) {
      Place place = new Place(event.data().image().partition(), event.data().image().offset());
      alerts.put(place, new PastAlert(event.id(), event.data().score()));
    }
  }

  private static ImageEvent event(ConsumerRecord<String, byte[]> record) {
    try {
      return EventJson.read(record.value());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new ServiceException(
          "The record %s-%d@%d is no alert (topics.anomalies): %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
          e);
    }
  }

  /** Removes and returns the alert on an image; null if there was none. */
  @Nullable PastAlert take(Place place) {
    return alerts.remove(place);
  }

  /** The alerts that were not taken: Kafka does not hold their images. */
  int left() {
    return alerts.size();
  }
}
