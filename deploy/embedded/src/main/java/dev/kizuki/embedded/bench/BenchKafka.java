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

/** An embedded Kafka broker, and topics filled with images. */
final class BenchKafka implements AutoCloseable {
  /** Partitions of each topic; stream threads beyond this number would be idle. */
  static final int PARTITIONS = 8;

  /** The devices that images come from, unless a line varies them. */
  static final int DEVICES = 16;

  /** The largest record in bytes; an image of 1024 x 1024 pixels fits. */
  private static final int LARGEST_RECORD = 2 << 20;

  private final EmbeddedKafka kafka;
  private final Map<String, Long> records = new HashMap<>();
  private final Map<String, Contents> contents = new HashMap<>();

  private record Contents(List<byte[]> images, int partitions, int devices) {}

  BenchKafka(Path folder) throws InterruptedException {
    kafka = new EmbeddedKafka(folder);
    for (String topic :
        new String[] {
          "anomalies",
          "scores",
          "rejected-images",
          "device-images",
          "incidents",
          "operator-actions",
          "evidence",
          "service-status",
          "device-status",
          "device-limits",
          "image-samples",
          "model-events"
        }) {
      create(topic, PARTITIONS);
    }
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Returns how many images {@link #fill} writes to a topic. */
  long records(String topic) {
    return records.getOrDefault(topic, 0L);
  }

  private void create(String topic, int partitions) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, partitions, (short) 1)
                      .configs(Map.of("max.message.bytes", Integer.toString(LARGEST_RECORD)))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topic %s cannot be created".formatted(topic), e);
    }
  }

  /**
   * Creates a topic and fills it.
   *
   * @param images the images, written in turn
   * @param count the number of records to write
   * @param devices the number of devices, spread evenly over the partitions
   */
  void fill(String topic, List<byte[]> images, long count, int devices)
      throws InterruptedException {
    fill(topic, PARTITIONS, images, count, devices);
  }

  /**
   * Creates a topic with a number of partitions and fills it.
   *
   * @param images the images, written in turn
   * @param count the number of records to write
   * @param devices the number of devices, spread evenly over the partitions
   */
  void fill(String topic, int partitions, List<byte[]> images, long count, int devices)
      throws InterruptedException {
    create(topic, partitions);
    records.put(topic, count);
    contents.put(topic, new Contents(images, partitions, devices));
    refill(topic);
  }

  /** Writes the same records to a topic again. */
  void refill(String topic) {
    Contents content = Objects.requireNonNull(contents.get(topic));
    List<byte[]> images = content.images;
    int devices = content.devices;
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
        var unused = // flush() waits for all records
            producer.send(
                new ProducerRecord<>(
                    topic,
                    device % content.partitions,
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
