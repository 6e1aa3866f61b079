package dev.kizuki.stream.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The service's verdict on one image: an alert on the topic of anomalies, or a score on the topic
 * of scores. A CloudEvent 1.0 in structured JSON (https://cloudevents.io).
 */
@JsonPropertyOrder({
  "specversion",
  "id",
  "source",
  "type",
  "subject",
  "time",
  "datacontenttype",
  "data"
})
public record ImageEvent(
    @JsonProperty(required = true) @JsonPropertyDescription("CloudEvents 1.0") String specversion,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The same for the same image, however often it is delivered: device and sequence number"
                + " where the device counts, else device and image digest with the capture time,"
                + " else device and the place in Kafka")
        String id,
    @JsonProperty(required = true) @JsonPropertyDescription("The service that scored the image")
        URI source,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "dev.kizuki.image.anomalous, dev.kizuki.image.normal, or dev.kizuki.image.canary for the"
                + " service's own test images, whatever their verdict")
        String type,
    @JsonProperty(required = true) @JsonPropertyDescription("The device") String subject,
    @JsonProperty(required = true) @JsonPropertyDescription("When the image was scored, UTC")
        Instant time,
    @JsonProperty(required = true) String datacontenttype,
    @JsonProperty(required = true) Data data) {

  /** The type of an alert. */
  public static final String ANOMALOUS = "dev.kizuki.image.anomalous";

  /** The type of a score that is not an alert. */
  public static final String NORMAL = "dev.kizuki.image.normal";

  /** The type of a verdict on the service's own test images. */
  public static final String CANARY = "dev.kizuki.image.canary";

  /** An event with the fixed attributes filled in. */
  public static ImageEvent of(String id, URI source, String type, Data data) {
    return new ImageEvent(
        "1.0", id, source, type, data.device(), data.scoredAt(), "application/json", data);
  }

  /** The score, the model that gave it, and the image. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Data(
      @JsonProperty(required = true) String device,
      @JsonProperty(required = true) ModelReference model,
      @JsonProperty(required = true)
          @JsonPropertyDescription("Mahalanobis distance of the image from the normal ones")
          double distance,
      @JsonProperty(required = true)
          @JsonPropertyDescription("The largest distance that is still normal")
          double threshold,
      @JsonProperty(required = true)
          @JsonPropertyDescription("distance / threshold: above 1 is anomalous, whatever the model")
          double score,
      @JsonProperty(required = true)
          @JsonPropertyDescription("Share of normal images that are at least so far away")
          double pValue,
      @JsonPropertyDescription("When the image was taken, by the device's clock, if it said so")
          @Nullable Instant capturedAt,
      @JsonProperty(required = true)
          @JsonPropertyDescription("When it came from MQTT; else when it was written to Kafka")
          Instant receivedAt,
      @JsonProperty(required = true) Instant scoredAt,
      @JsonProperty(required = true) ImageReference image,
      @JsonPropertyDescription(
              "Whose images gave the threshold: the device's, its line's or the model's")
          @Nullable LimitOwner limit) {
    /** An event that does not say whose images gave the threshold. */
    public Data(
        String device,
        ModelReference model,
        double distance,
        double threshold,
        double score,
        double pValue,
        @Nullable Instant capturedAt,
        Instant receivedAt,
        Instant scoredAt,
        ImageReference image) {
      this(
          device,
          model,
          distance,
          threshold,
          score,
          pValue,
          capturedAt,
          receivedAt,
          scoredAt,
          image,
          null);
    }
  }

  /** The model that gave the score. */
  public record ModelReference(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) String version,
      @JsonProperty(required = true) @JsonPropertyDescription("Digest of the model file")
          String sha256) {}

  /** The place of the image in Kafka. */
  public record ImageReference(
      @JsonProperty(required = true) @JsonPropertyDescription("Kafka topic") String topic,
      @JsonProperty(required = true) int partition,
      @JsonProperty(required = true) long offset,
      @JsonProperty(required = true) int bytes,
      @JsonProperty(required = true) @JsonPropertyDescription("Digest of the image as it came")
          String sha256) {}
}
