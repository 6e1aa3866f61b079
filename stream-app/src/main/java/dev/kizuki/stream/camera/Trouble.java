package dev.kizuki.stream.camera;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** A fault of a camera. Each trouble is independent of the product's anomalies. */
public enum Trouble {
  /** No image arrived for longer than usual. Measured: seconds since the last image. */
  @JsonProperty("silent")
  SILENT("The camera sends no images."),

  /**
   * The camera repeats one picture. Measured: the number of equal pictures in a row, or the mean
   * difference to the picture before in gray levels.
   */
  @JsonProperty("frozen")
  FROZEN("The camera repeats the same picture."),

  /** The picture is too dark. Measured: the mean brightness, 0 to 255. */
  @JsonProperty("dark")
  DARK("The picture is too dark."),

  /** The picture is too bright. Measured: the mean brightness, 0 to 255. */
  @JsonProperty("bright")
  BRIGHT("The picture is too bright."),

  /** The picture is out of focus. Measured: {@link Picture#sharpness()}. */
  @JsonProperty("blurred")
  BLURRED("The picture is out of focus."),

  /**
   * The camera looks elsewhere. Measured: the correlation of the picture with the usual picture, -1
   * to 1.
   */
  @JsonProperty("moved")
  MOVED("The camera was moved or turned.");

  private final String sentence;

  Trouble(String sentence) {
    this.sentence = sentence;
  }

  /** Returns the code in events and names of incidents, as in {@code dark}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns a sentence for people, in English and without numbers. */
  public String sentence() {
    return sentence;
  }
}
