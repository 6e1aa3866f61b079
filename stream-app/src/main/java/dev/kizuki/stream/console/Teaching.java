package dev.kizuki.stream.console;

/** The limits of devices and the changes of models in memory, as the records in Kafka tell them. */
record Teaching(Limits limits, Comparisons comparisons, ModelEvents events) {
  /** Makes an empty one. */
  Teaching() {
    this(new Limits(), new Comparisons(), new ModelEvents());
  }
}
