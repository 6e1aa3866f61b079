package dev.kizuki.stream.explanation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.Sighting;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The image of an alert, or the worst image of an incident, as the service scored it.
 *
 * @param kind alert or incident
 * @param id the id of the alert or of the incident
 * @param receivedAt the arrival of the image
 * @param scoredAt when the service scored it; null for an incident
 * @param limit whose limit the threshold was: device, line or model; null if the event does not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RaisedImage(
    String kind,
    String id,
    String device,
    ModelReference model,
    double distance,
    double threshold,
    double score,
    double pValue,
    Instant receivedAt,
    @Nullable Instant scoredAt,
    @Nullable String limit,
    ImageReference image) {

  static RaisedImage of(ImageEvent event, @Nullable String limit) {
    ImageEvent.Data data = event.data();
    return new RaisedImage(
        "alert",
        event.id(),
        data.device(),
        data.model(),
        data.distance(),
        data.threshold(),
        data.score(),
        data.pValue(),
        data.receivedAt(),
        data.scoredAt(),
        limit,
        data.image());
  }

  static RaisedImage of(Incident incident, Sighting worst) {
    return new RaisedImage(
        "incident",
        incident.id(),
        incident.device(),
        worst.model(),
        worst.distance(),
        worst.threshold(),
        worst.score(),
        worst.pValue(),
        worst.at(),
        null,
        null,
        worst.image());
  }
}
