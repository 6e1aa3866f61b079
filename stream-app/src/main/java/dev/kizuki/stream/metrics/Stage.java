package dev.kizuki.stream.metrics;

import java.util.Locale;

/** The stages that an image passes, each of which is timed. */
enum Stage {
  /** The bridge: begins when an image arrives over MQTT, ends when Kafka acknowledged it. */
  BRIDGE,
  /** Waiting in Kafka: begins when the oldest image of a poll arrived, ends with the poll. */
  KAFKA,
  /** Decoding: turns the bytes of all images of a batch into the model's input. */
  DECODE,
  /** Inference: runs the model on all images of a batch. */
  INFERENCE,
  /** Publishing an alert: ends when the MQTT broker acknowledged it. */
  ALERT;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
