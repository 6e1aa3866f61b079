package dev.kizuki.stream.rejected;

import dev.kizuki.stream.kafka.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Makes real Kafka clients with the service's settings. */
record KafkaClients(KafkaSettings settings) implements Clients {
  @Override
  public Consumer<String, byte[]> consumer() {
    Map<String, Object> own = new HashMap<>(settings.admin("-rejected"));
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(own, new StringDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Producer<String, byte[]> producer() {
    return new KafkaProducer<>(settings.bridgeProducer());
  }
}
