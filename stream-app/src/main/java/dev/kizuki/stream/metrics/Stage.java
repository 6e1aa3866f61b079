package dev.kizuki.stream.metrics;

import java.util.Locale;

/** The parts of an image's way that are timed one by one. */
enum Stage {
  /** From its arrival over MQTT until Kafka acknowledged it. */
  BRIDGE,
  /** From the arrival of the oldest image of a poll until a stream thread took it. */
  KAFKA,
  /** Bytes to the model's input, for all images that were taken at once. */
  DECODE,
  /** The model, for all images that were taken at once. */
  INFERENCE,
  /** Handing an alert to the MQTT broker. */
  ALERT;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
