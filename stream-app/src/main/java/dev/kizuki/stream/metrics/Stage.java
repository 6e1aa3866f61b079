package dev.kizuki.stream.metrics;

import java.util.Locale;

/** The stages that an image passes, each of which is timed. */
enum Stage {
  /** From an image's arrival over MQTT until Kafka acknowledged it. */
  BRIDGE,
  /** From the arrival of the oldest image of a poll until a stream thread took it. */
  KAFKA,
  /** From bytes to the model's input, for all images of a batch. */
  DECODE,
  /** The run of the model, for all images of a batch. */
  INFERENCE,
  /** From handing an alert to the MQTT client until the broker acknowledged it. */
  ALERT;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
