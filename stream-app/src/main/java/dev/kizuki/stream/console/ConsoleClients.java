package dev.kizuki.stream.console;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Makes the Kafka clients of the console. The caller must close each. */
interface ConsoleClients {
  /** Makes the consumer that reads the plant from the beginning. */
  Consumer<String, byte[]> plant();

  /**
   * Makes a consumer that reads single records. It fails if Kafka no longer holds an offset.
   *
   * @param number a number that is different for each of these consumers
   */
  Consumer<String, byte[]> records(int number);

  /** Makes the producer of operators' actions. It waits for all replicas. */
  Producer<String, byte[]> actions();
}
