package dev.kizuki.stream.console;

import dev.kizuki.stream.kafka.KafkaSettings;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Makes real Kafka clients with the service's settings. */
record KafkaConsoleClients(KafkaSettings settings) implements ConsoleClients {
  @Override
  public Consumer<String, byte[]> plant() {
    return new KafkaConsumer<>(settings.consoleConsumer("-plant", "earliest"));
  }

  @Override
  public Consumer<String, byte[]> records(int number) {
    return new KafkaConsumer<>(settings.recordConsumer("-console-records-" + number));
  }

  @Override
  public Producer<String, byte[]> actions() {
    return new KafkaProducer<>(settings.consoleProducer());
  }
}
