package dev.kizuki.stream.limit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limit that a device has learned from its own images, on the compacted topic of limits. The
 * record's key is the device.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceLimit(
    @JsonProperty(required = true) String device,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The group of the device, by metrics.deviceGroup")
        String line,
    @JsonProperty(required = true) State state,
    @JsonProperty(required = true) @JsonPropertyDescription("The model of the latest image")
        ModelReference model,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "Digest of the model's graph; a model with a new threshold alone has the same")
        String graph,
    @JsonProperty(required = true) @JsonPropertyDescription("The images learned so far") int images,
    @JsonProperty(required = true) @JsonPropertyDescription("The images of a complete burn-in")
        int burnIn,
    @JsonProperty(required = true) @JsonPropertyDescription("The first image of the burn-in")
        Instant from,
    @JsonProperty(required = true) @JsonPropertyDescription("The last image of the burn-in")
        Instant to,
    @JsonPropertyDescription("The promised false-alarm rate of the device's own threshold")
        @Nullable Double falseAlarmRate,
    @JsonPropertyDescription("The device's own threshold; absent while it learns")
        @Nullable Double threshold,
    @JsonPropertyDescription(
            "The distances of the burn-in in the order of arrival, float32, big-endian, base64;"
                + " absent while it learns")
        @Nullable String distances,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The most unusual images of the burn-in, the most unusual first")
        List<Unusual> unusual,
    @JsonPropertyDescription("Why the last confirmation was refused") @Nullable String refused,
    @JsonPropertyDescription("Who confirmed it") @Nullable String by,
    @JsonPropertyDescription("When it was confirmed") @Nullable Instant at,
    @Nullable String note,
    @JsonPropertyDescription("The id of the last action, also of a refused one")
        @Nullable String action) {

  public DeviceLimit {
    unusual = List.copyOf(unusual);
  }

  /** Returns the same limit without its distances, which are most of it. */
  public DeviceLimit withoutDistances() {
    return with(state, images, null, unusual, refused);
  }

  /** Returns the same limit with other distances. */
  public DeviceLimit withDistances(float[] values) {
    return with(state, values.length, text(values), unusual, refused);
  }

  private DeviceLimit with(
      State newState,
      int newImages,
      @Nullable String newDistances,
      List<Unusual> newUnusual,
      @Nullable String newRefused) {
    return new DeviceLimit(
        device,
        line,
        newState,
        model,
        graph,
        newImages,
        burnIn,
        from,
        to,
        falseAlarmRate,
        threshold,
        newDistances,
        newUnusual,
        newRefused,
        by,
        at,
        note,
        action);
  }

  /** Returns the distances of the burn-in in the order of arrival; empty if it has none. */
  public float[] values() {
    if (distances == null) {
      return new float[0];
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(distances));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static String text(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** The way of a limit. */
  public enum State {
    /** The burn-in is not complete. */
    @JsonProperty("learning")
    LEARNING,
    /** The burn-in is complete, and a person has yet to confirm it. */
    @JsonProperty("waiting")
    WAITING,
    /** The limit counts. */
    @JsonProperty("confirmed")
    CONFIRMED
  }

  /** An image with a large distance among those of a burn-in. */
  public record Unusual(
      @JsonProperty(required = true) Instant at,
      @JsonProperty(required = true) double distance,
      @JsonProperty(required = true) ImageReference image) {
    /** Returns the place of the image as an action names it: the partition and the offset. */
    public String place() {
      return image.partition() + "-" + image.offset();
    }
  }
}
