package dev.kizuki.stream.alert;

import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Turns each record of a Kafka topic into what is published. Not thread-safe. */
interface OutboxRecords {
  /** Returns whether it needs all records of a partition, also those that were published before. */
  boolean needsHistory();

  /**
   * Takes the next record of a partition.
   *
   * @return the device as key and the payload as value, at the place of the record; null if nothing
   *     is published
   */
  @Nullable ConsumerRecord<String, byte[]> next(ConsumerRecord<String, byte[]> record);

  /** Forgets partitions that another instance reads from now on. */
  void forget(Collection<TopicPartition> revoked);

  /** The records are published as they are. */
  static OutboxRecords unchanged() {
    return new OutboxRecords() {
      @Override
      public boolean needsHistory() {
        return false;
      }

      @Override
      public ConsumerRecord<String, byte[]> next(ConsumerRecord<String, byte[]> record) {
        return record;
      }

      @Override
      public void forget(Collection<TopicPartition> revoked) {
        // there is nothing to forget
      }
    };
  }
}
