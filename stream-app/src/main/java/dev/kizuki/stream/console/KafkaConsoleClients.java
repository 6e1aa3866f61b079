package dev.kizuki.stream.console;

import dev.kizuki.stream.kafka.KafkaSettings;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Makes real Kafka clients with the service's settings. */
record KafkaConsoleClients(KafkaSettings settings) implements ConsoleClients {
  /** A record that is larger than this still comes, alone. */
  private static final int FETCH_BYTES = 64 * 1024;

  @Override
  public Consumer<String, byte[]> plant() {
    return new KafkaConsumer<>(settings.consoleConsumer("-plant", "earliest"));
  }

  @Override
  public Consumer<String, byte[]> records(int number) {
    Map<String, Object> own = settings.consoleConsumer("-records-" + number, "none");
    // one record is wanted, not the megabytes behind it
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    own.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    return new KafkaConsumer<>(own);
  }

  @Override
  public Producer<String, byte[]> actions() {
    return new KafkaProducer<>(settings.consoleProducer());
  }
}
