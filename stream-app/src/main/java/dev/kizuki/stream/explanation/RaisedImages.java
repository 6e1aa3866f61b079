package dev.kizuki.stream.explanation;

import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.history.History;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.Sighting;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds the image of an alert or of an incident by the id of that. */
public final class RaisedImages {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RaisedImages() {}

  /**
   * Finds the worst image of an incident.
   *
   * @param prefix the id of the incident or its beginning
   * @return empty if no incident has this id
   * @throws IllegalArgumentException if several incidents begin with it, or if the incident is not
   *     about an image that was scored
   */
  public static Optional<RaisedImage> ofIncident(String prefix, Collection<Incident> incidents) {
    List<Incident> found = incidents.stream().filter(each -> each.id().startsWith(prefix)).toList();
    if (prefix.isEmpty() || found.isEmpty()) {
      return Optional.empty();
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "%d incidents begin with %s: %s; give more digits"
              .formatted(found.size(), prefix, found.stream().map(Incident::id).toList()));
    }
    Incident incident = found.get(0);
    Sighting worst = incident.worst();
    if (worst == null) {
      throw new IllegalArgumentException(
          "incident %s of the kind '%s' has no image with a score; 'kizuki incidents show %s' shows it"
              .formatted(incident.id(), incident.kind(), incident.id()));
    }
    return Optional.of(RaisedImage.of(incident, worst));
  }

  /**
   * Finds an alert in the topic of anomalies.
   *
   * @return the last alert with this id; empty if there is none in the span
   */
  public static Optional<RaisedImage> ofAlert(
      String id,
      HistoryReader reader,
      String topic,
      TimeSpan span,
      HistoryReader.Progress progress) {
    History history = reader.search(topic, span);
    @Nullable RaisedImage[] found = new RaisedImage[1];
    reader.read(
        history,
        DevicePattern.of(null),
        progress,
        batch -> batch.forEach(record -> read(record, id).ifPresent(image -> found[0] = image)));
    return Optional.ofNullable(found[0]);
  }

  private static Optional<RaisedImage> read(ConsumerRecord<String, byte[]> record, String id) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(record.value());
      if (!json.path("id").asString("").equals(id)) {
        return Optional.empty();
      }
      JsonNode limit = json.path("data").path("limit");
      return Optional.of(
          RaisedImage.of(
              EventJson.read(record.value()), limit.isString() ? limit.asString() : null));
    } catch (JacksonException | IllegalArgumentException e) {
      // a record that is no event is not the alert
      return Optional.empty();
    }
  }
}
