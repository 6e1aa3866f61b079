package dev.kizuki.stream.recalibration;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A reason against a recalibration.
 *
 * @param kind what is wrong
 * @param text a sentence that says what was seen, and what to do
 */
public record Objection(Kind kind, String text) {
  /** The kinds of objections. */
  public enum Kind {
    /** There are too few images for the false-alarm rate. */
    @JsonProperty("too-few-images")
    TOO_FEW_IMAGES(false),

    /** The set holds an image that was judged real. */
    @JsonProperty("real-images")
    REAL_IMAGES(false),

    /** The new model would miss an incident that was judged real. */
    @JsonProperty("missed-incidents")
    MISSED_INCIDENTS(true),

    /** More images are in incidents that nobody has judged than the rate allows false alarms. */
    @JsonProperty("undecided-images")
    UNDECIDED_IMAGES(true),

    /** Images that were judged false are farther out than normal images plausibly are. */
    @JsonProperty("far-out")
    FAR_OUT(true),

    /** The distances of a device rise or fall within the set. */
    @JsonProperty("slow-fault")
    SLOW_FAULT(true),

    /** A camera was at fault for a large part of the time, or is at its end. */
    @JsonProperty("sick-camera")
    SICK_CAMERA(true),

    /** The large distances are larger than the small ones let expect: defects may be among them. */
    @JsonProperty("stretched-tail")
    STRETCHED_TAIL(true),

    /** The threshold would rise because of one device among several. */
    @JsonProperty("one-device")
    ONE_DEVICE(true),

    /** The threshold would rise very far in one step. */
    @JsonProperty("large-raise")
    LARGE_RAISE(true),

    /** The time begins before the oldest incident that Kafka still knows for certain. */
    @JsonProperty("forgotten-incidents")
    FORGOTTEN_INCIDENTS(true);

    private final boolean forceable;

    Kind(boolean forceable) {
      this.forceable = forceable;
    }

    /** Returns whether a person may insist on the recalibration. */
    public boolean isForceable() {
      return forceable;
    }
  }
}
