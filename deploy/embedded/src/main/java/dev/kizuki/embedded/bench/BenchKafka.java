package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** An image of 1024 x 1024 pixels, and more. */
  private static final int LARGEST_RECORD = 2 << 20;

  private final EmbeddedKafka kafka;
  private final Map<String, Long> records = new HashMap<>();
  private final Map<String, Contents> contents = new HashMap<>();

  private record Contents(List<byte[]> images, int devices) {}

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
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, PARTITIONS, (short) 1)
                      .configs(Map.of("max.message.bytes", Integer.toString(LARGEST_RECORD)))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topic %s cannot be created".formatted(topic), e);
    }
  }

  /** Makes a topic with so many images of so many devices, spread evenly over its partitions. */
  void fill(String topic, List<byte[]> images, long count, int devices)
      throws InterruptedException {
    create(topic);
    records.put(topic, count);
    contents.put(topic, new Contents(images, devices));
    refill(topic);
  }

  /** Puts the same images there once more. */
  void refill(String topic) {
    Contents of = Objects.requireNonNull(contents.get(topic));
    List<byte[]> images = of.images;
    int devices = of.devices;
    long count = records(topic);
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "linger.ms",
            20,
            "batch.size",
            1 << 20,
            "max.request.size",
            LARGEST_RECORD);
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
  }

  @Override
  public void close() {
    kafka.close();
  }
}
