package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.config.ImageSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest facts about one instance of the service, on the compacted topic of service status. The
 * record's key is the instance. There is one record every five seconds.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceStatus(
    @JsonProperty(required = true) @JsonPropertyDescription("mqtt.clientId of the instance")
        String instance,
    @JsonProperty(required = true) String version,
    @JsonProperty(required = true) Instant startedAt,
    @JsonProperty(required = true) @JsonPropertyDescription("When this record was made") Instant at,
    @JsonProperty(required = true) boolean ready,
    @JsonProperty(required = true) @JsonPropertyDescription("The state of each part") String detail,
    @JsonProperty(required = true)
        @JsonPropertyDescription("Images that wait in Kafka; negative if not known")
        long lag,
    @JsonProperty(required = true) @JsonPropertyDescription("Images judged since the start")
        long images,
    @JsonProperty(required = true) long anomalous,
    @JsonProperty(required = true) long rejected,
    @JsonPropertyDescription("From the arrival of an image to its verdict, 99th percentile, ms")
        @Nullable Double latencyP99Ms,
    @JsonPropertyDescription("When the last canary came back in time") @Nullable Instant canaryAt,
    @JsonProperty(required = true) List<ModelStatus> models,
    @JsonPropertyDescription("How it takes images from MQTT; absent before version 0.1.0")
        @Nullable ImageSource source) {
  private static final Duration SILENT = Duration.ofSeconds(30);

  public ServiceStatus {
    models = List.copyOf(models);
  }

  /** Returns whether the instance runs: it reports every 5 s, and is silent after 30 s. */
  public boolean isLive(Instant now) {
    return at.plus(SILENT).isAfter(now);
  }

  /**
   * The way in which an instance takes images from MQTT. Another instance needs this to take them
   * in its place.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ImageSource(
      @JsonProperty(required = true) @JsonPropertyDescription("kafka.applicationId")
          String application,
      @JsonProperty(required = true) @JsonPropertyDescription("mqtt.broker") String broker,
      @JsonProperty(required = true) @JsonPropertyDescription("mqtt.sharedGroup")
          String sharedGroup,
      @JsonProperty(required = true) @JsonPropertyDescription("mqtt.images")
          List<ImageSubscription> topics,
      @JsonProperty(required = true)
          @JsonPropertyDescription("Whether it takes over sessions: mqtt.standInAfter is not 0s")
          boolean standsIn,
      @JsonProperty(required = true)
          @JsonPropertyDescription(
              "mqtt.clientId of the instances whose sessions it has taken over")
          List<String> standsInFor) {
    public ImageSource {
      topics = List.copyOf(topics);
      standsInFor = List.copyOf(standsInFor);
    }
  }

  /** One entry of the models that serve, and what it has scored since the service started. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ModelStatus(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) String version,
      @JsonProperty(required = true) String sha256,
      @JsonProperty(required = true) @JsonPropertyDescription("The pattern of its devices")
          String devices,
      @JsonProperty(required = true) int width,
      @JsonProperty(required = true) int height,
      @JsonProperty(required = true) double threshold,
      @JsonProperty(required = true) @JsonPropertyDescription("The promised false-alarm rate")
          double falseAlarmRate,
      @JsonProperty(required = true) boolean passedSelfTest,
      @JsonProperty(required = true) long scored,
      @JsonProperty(required = true) long anomalous,
      @JsonProperty(required = true)
          @JsonPropertyDescription(
              "Images by score: 30 bins of .1 from 0 to 3, and a last one for higher scores")
          List<Long> scores,
      @JsonProperty(required = true)
          @JsonPropertyDescription("Calibration images by score, in the same bins")
          List<Long> calibration,
      @JsonPropertyDescription("The file as it is configured") @Nullable String file,
      @JsonPropertyDescription(
              "Why the previous model came back, while the file holds the refused content")
          @Nullable String returned,
      @JsonPropertyDescription("Absent if no shadow is configured") @Nullable ShadowStatus shadow) {
    public ModelStatus {
      scores = List.copyOf(scores);
      calibration = List.copyOf(calibration);
    }
  }

  /**
   * The shadow of a model, and how their verdicts differ since the service started. Both verdicts
   * are by the models' own thresholds, without the limits of devices.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ShadowStatus(
      @JsonProperty(required = true) @JsonPropertyDescription("The file as it is configured")
          String file,
      @JsonProperty(required = true) boolean scores,
      @JsonPropertyDescription("Why it does not score") @Nullable String problem,
      @JsonPropertyDescription("Absent if its file is missing or refused") @Nullable String name,
      @Nullable String version,
      @Nullable String sha256,
      @Nullable Double threshold,
      @JsonPropertyDescription("The promised false-alarm rate") @Nullable Double falseAlarmRate,
      @JsonProperty(required = true)
          @JsonPropertyDescription("The share of the images that it scores")
          double share,
      @JsonProperty(required = true) @JsonPropertyDescription("Images that both scored")
          long scored,
      @JsonProperty(required = true) @JsonPropertyDescription("Images anomalous for both")
          long both,
      @JsonProperty(required = true) @JsonPropertyDescription("Images anomalous for the model only")
          long onlyModel,
      @JsonProperty(required = true)
          @JsonPropertyDescription("Images anomalous for the shadow only")
          long onlyShadow,
      @JsonProperty(required = true)
          @JsonPropertyDescription("Images that only one of the two could score")
          long unscored,
      @JsonPropertyDescription("Mean time of the model for one image, microseconds")
          @Nullable Double modelMicros,
      @JsonPropertyDescription("Mean time of the shadow for one image, microseconds")
          @Nullable Double shadowMicros) {

    /** The images that the shadow calls anomalous. */
    public long anomalous() {
      return both + onlyShadow;
    }
  }
}
