package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.incident.Judgement.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person's action on an incident, on the topic of operators' actions. The record's key is the
 * device of the incident, or the line of a group. An action that is read twice has one effect.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperatorAction(
    @JsonProperty(required = true) @JsonPropertyDescription("A new UUID for each action") String id,
    @JsonProperty(required = true) @JsonPropertyDescription("The id of the incident")
        String incident,
    @JsonProperty(required = true) Type action,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The author: the name of the token, the proxy's user, or the user")
        String by,
    @JsonProperty(required = true) Instant at,
    @JsonPropertyDescription("The reason or remark, at most 500 characters") @Nullable String note,
    @JsonPropertyDescription("For shelve: the minutes, at least 1; default: the maximum")
        @Nullable Integer minutes,
    @JsonPropertyDescription("For shelve: whether it also ends when the incident clears")
        @Nullable Boolean untilNormal,
    @JsonPropertyDescription("For judge: real, false or unsure") @Nullable Verdict verdict) {
  private static final int MOST_NOTE = 500;

  public OperatorAction {
    if (note != null && note.length() > MOST_NOTE) {
      throw new IllegalArgumentException(
          "a note may have %d characters, this one has %d".formatted(MOST_NOTE, note.length()));
    }
    if (minutes != null && minutes < 1) {
      throw new IllegalArgumentException("minutes must be at least 1, was " + minutes);
    }
    if (action == Type.JUDGE && verdict == null) {
      throw new IllegalArgumentException("judge needs a verdict: real, false or unsure");
    }
  }

  /** The same action on another incident, with an id of its own. */
  public OperatorAction on(String other) {
    return new OperatorAction(
        id + "/" + other, other, action, by, at, note, minutes, untilNormal, verdict);
  }

  /** The kinds of actions. */
  public enum Type {
    @JsonProperty("acknowledge")
    ACKNOWLEDGE,
    @JsonProperty("shelve")
    SHELVE,
    @JsonProperty("unshelve")
    UNSHELVE,
    @JsonProperty("judge")
    JUDGE
  }
}
