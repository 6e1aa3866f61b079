package dev.kizuki.stream.limit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person's action on the limit of a device, on the topic of operators' actions with the header
 * {@value #HEADER}. The record's key is the device. An action that is read twice has one effect.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LimitAction(
    @JsonProperty(required = true) @JsonPropertyDescription("A new UUID for each action") String id,
    @JsonProperty(required = true) Type action,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The author: the name of the token, the proxy's user, or the user")
        String by,
    @JsonProperty(required = true) Instant at,
    @JsonPropertyDescription("The reason or remark, at most 500 characters") @Nullable String note,
    @JsonPropertyDescription(
            "For confirm: the unusual images that are not normal, each as PARTITION-OFFSET")
        @Nullable List<String> struck) {
  /** The header that tells a {@link LimitAction} from the other records of the topic. */
  public static final String HEADER = "kizuki-limit-action";

  private static final int MOST_NOTE = 500;

  public LimitAction {
    if (note != null && note.length() > MOST_NOTE) {
      throw new IllegalArgumentException(
          "a note may have %d characters, this one has %d".formatted(MOST_NOTE, note.length()));
    }
    struck = struck == null ? List.of() : List.copyOf(struck);
  }

  /** The kinds of actions. */
  public enum Type {
    /** Begin the burn-in anew. The limit of the line or the model counts until it is confirmed. */
    @JsonProperty("learn")
    LEARN,
    /** Let the limit of a complete burn-in count. */
    @JsonProperty("confirm")
    CONFIRM,
    /** Let a confirmed limit count no longer. Its burn-in stays, and can be confirmed again. */
    @JsonProperty("drop")
    DROP
  }
}
