package dev.kizuki.stream.console;

/** The place of one record in Kafka. */
record RecordPlace(String topic, int partition, long offset) {}
