package dev.kizuki.stream.action;

import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.incident.OperatorAction;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An operator's action as MQTT carries it, in JSON. It has no author: MQTT does not tell a
 * subscriber who published.
 *
 * @param id the same text when the same action is published again; null for a new one
 * @param incident the id of the incident
 * @param device the device of the incident; for the kind group, the line
 * @param action acknowledge, shelve, unshelve, or judge
 * @param verdict the verdict of a judge action: real, false or unsure
 */
record MqttAction(
    @Nullable String id,
    String incident,
    String device,
    OperatorAction.Type action,
    @Nullable String note,
    @Nullable Integer minutes,
    @Nullable Boolean untilNormal,
    @Nullable Verdict verdict) {
  /** The author of each action that comes over MQTT. */
  static final String AUTHOR = "mqtt";

  private static final int LONGEST_NAME = 4096;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** The kinds of malformed payloads. */
  enum Flaw {
    NO_JSON,
    NO_ACTION,
    WRONG_VALUE;

    String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The payload is no action. */
  static final class MalformedActionException extends Exception {
    private static final long serialVersionUID = 1;

    private final Flaw flaw;

    MalformedActionException(Flaw flaw, String message, @Nullable Throwable cause) {
      super(message, cause);
      this.flaw = flaw;
    }

    Flaw flaw() {
      return flaw;
    }
  }

  MqttAction {
    requireName("incident", incident);
    requireName("device", device);
    if (action == null) {
      throw new IllegalArgumentException("action is missing");
    }
    if (id != null) {
      requireName("id", id);
    }
  }

  private static void requireName(String field, @Nullable String value) {
    if (value == null || value.isBlank() || value.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "%s must be a text of 1 to %d characters".formatted(field, LONGEST_NAME));
    }
  }

  /**
   * Reads a payload.
   *
   * @throws MalformedActionException if it is no action
   */
  static MqttAction read(byte[] payload) throws MalformedActionException {
    try {
      if (!JSON.readTree(payload).isObject()) {
        throw new MalformedActionException(
            Flaw.NO_ACTION, "the payload must be a JSON object", null);
      }
    } catch (JacksonException e) {
      throw new MalformedActionException(Flaw.NO_JSON, "the payload is no JSON", e);
    }
    try {
      MqttAction read = JSON.readValue(payload, MqttAction.class);
      // checks the note, the minutes and the verdict
      read.operatorAction(Instant.EPOCH);
      return read;
    } catch (JacksonException | IllegalArgumentException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new MalformedActionException(
          Flaw.WRONG_VALUE, String.valueOf(cause.getMessage()).split("\n", 2)[0], e);
    }
  }

  /** The action as it goes to Kafka. */
  OperatorAction operatorAction(Instant at) {
    return new OperatorAction(
        id == null ? UUID.randomUUID().toString() : id,
        incident,
        action,
        AUTHOR,
        at,
        note,
        minutes,
        untilNormal,
        verdict);
  }
}
