package dev.kizuki.stream.kafka;

/** Kafka no longer holds a record, or does not hold it yet. */
public final class RecordGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RecordGoneException(String topic, int partition, long offset) {
    super("Kafka does not hold the record %s-%d@%d".formatted(topic, partition, offset));
  }
}
