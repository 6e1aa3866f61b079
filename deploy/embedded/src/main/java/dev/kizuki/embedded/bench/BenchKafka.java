package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An embedded broker, and topics that hold images. */
final class BenchKafka implements AutoCloseable {
  /** Of each topic of images: enough for the threads of a small machine. */
  static final int PARTITIONS = 8;

  private final EmbeddedKafka kafka;
  private final Map<String, Long> records = new HashMap<>();

  BenchKafka(Path folder) throws InterruptedException {
    kafka = new EmbeddedKafka(folder);
    for (String topic : new String[] {"anomalies", "scores", "rejected-images", "device-images"}) {
      create(topic);
    }
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** How many images a topic was given. */
  long records(String topic) {
    return records.getOrDefault(topic, 0L);
  }

  private void create(String topic) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topic %s cannot be created".formatted(topic), e);
    }
  }

  /** Makes a topic with so many images of so many devices, spread evenly over its partitions. */
  void fill(String topic, List<byte[]> images, long count, int devices)
      throws InterruptedException {
    create(topic);
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers(), "linger.ms", 20, "batch.size", 1 << 20);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (long i = 0; i < count; i++) {
        int device = (int) (i % devices);
        var unused = // flush() waits for all
            producer.send(
                new ProducerRecord<>(
                    topic,
                    device % PARTITIONS,
                    "camera-" + device,
                    images.get((int) (i % images.size()))));
      }
      producer.flush();
    }
    records.put(topic, count);
  }

  @Override
  public void close() {
    kafka.close();
  }
}
