package dev.kizuki.stream.rejected;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Makes the Kafka clients that read and replay rejected images. The caller must close each. */
interface Clients {
  /** Makes a consumer that belongs to no group and reads committed records only. */
  Consumer<String, byte[]> consumer();

  /** Makes a producer that waits for all replicas. */
  Producer<String, byte[]> producer();
}
