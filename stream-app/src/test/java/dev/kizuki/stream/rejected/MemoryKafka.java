package dev.kizuki.stream.rejected;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.ImageHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of images and rejected images in memory. Uses Kafka's own test doubles. A record that
 * is produced to the topic of rejected images is appended to its partition 0.
 */
public final class MemoryKafka implements Clients {
  static final Instant ARRIVED = Instant.parse("2026-01-02T03:04:05Z");

  private final Configuration configuration =
      ConfigurationReader.read("models: [{file: unused.onnx}]", "test", Map.of());
  private final Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> rejected =
      new HashMap<>();
  private final Map<String, RuntimeException> refusedValues = new HashMap<>();
  private final List<ProducerRecord<String, byte[]>> produced = new ArrayList<>();
  private @Nullable RuntimeException refusedMarks;
  private @Nullable KafkaException silence;
  private boolean answers = true;
  private int openClients;

  /** Makes a topic of rejected images with this number of partitions, all empty. */
  public MemoryKafka(int partitions) {
    for (int i = 0; i < partitions; i++) {
      rejected.put(partition(i), new ArrayList<>());
    }
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(configuration.topics().rejected(), number);
  }

  private List<ConsumerRecord<String, byte[]>> records(TopicPartition partition) {
    return Objects.requireNonNull(rejected.get(partition));
  }

  /** Returns the class under test on these topics. */
  public RejectedImages images() {
    return new RejectedImages(configuration, this);
  }

  /** Returns the list of the latest images of these topics; each call reads them again. */
  public RejectedTail tail() {
    AtomicLong clock = new AtomicLong();
    return new RejectedTail(
        configuration, this, () -> clock.addAndGet(TimeUnit.MINUTES.toNanos(1)));
  }

  Configuration configuration() {
    return configuration;
  }

  /** Adds a rejected image and returns its PARTITION@OFFSET. */
  public String reject(int partition, @Nullable String device, String image, Rejection rejection) {
    Headers headers = new RecordHeaders();
    ImageHeaders.set(headers, ImageHeaders.MQTT_TOPIC, "devices/" + device + "/images");
    ImageHeaders.set(headers, ImageHeaders.SEQUENCE, "7");
    byte[] value = RejectedRecord.write(headers, image.getBytes(UTF_8), rejection);
    RejectedRecord.writeOrigin(headers, configuration.topics().images(), partition, 40);
    return partition + "@" + append(partition, device, value, headers);
  }

  /** Adds an image that no model could read. */
  public String reject(int partition, @Nullable String device, String image) {
    return reject(
        partition, device, image, new Rejection(RejectionReason.UNKNOWN_FORMAT, "no known format"));
  }

  private long append(int partition, @Nullable String key, byte[] value, Headers headers) {
    List<ConsumerRecord<String, byte[]>> records = records(partition(partition));
    long offset = records.size();
    records.add(
        new ConsumerRecord<>(
            configuration.topics().rejected(),
            partition,
            offset,
            ARRIVED.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            value.length,
            key,
            value,
            headers,
            Optional.empty()));
    return offset;
  }

  /** Refuses each image with this content. */
  public void refuse(String image, RuntimeException why) {
    refusedValues.put(image, why);
  }

  /** Refuses the marks of images that were sent again. */
  void refuseMarks(RuntimeException why) {
    refusedMarks = why;
  }

  /** Fails each read. */
  public void fail(KafkaException why) {
    silence = why;
  }

  /** Acknowledges no record from now on. */
  void stopAcknowledging() {
    answers = false;
  }

  /** Returns all records that were accepted, in their order. */
  public List<ProducerRecord<String, byte[]>> produced() {
    return List.copyOf(produced);
  }

  /** Returns the content of the images that were accepted, in their order. */
  public List<String> sentImages() {
    return produced.stream()
        .filter(record -> record.topic().equals(configuration.topics().images()))
        .map(record -> new String(record.value(), UTF_8))
        .toList();
  }

  int openClients() {
    return openClients;
  }

  @Override
  public Consumer<String, byte[]> consumer() {
    openClients++;
    MockConsumer<String, byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
            super.seekToBeginning(partitions);
            for (TopicPartition partition : partitions) {
              records(partition).forEach(this::addRecord);
            }
          }

          @Override
          public synchronized void seek(TopicPartition partition, long offset) {
            super.seek(partition, offset);
            records(partition).stream()
                .filter(record -> record.offset() >= offset)
                .forEach(this::addRecord);
          }

          @Override
          public void close() {
            openClients--;
            super.close();
          }
        };
    List<PartitionInfo> infos = new ArrayList<>();
    rejected.forEach(
        (partition, records) -> {
          infos.add(
              new PartitionInfo(
                  partition.topic(), partition.partition(), null, new Node[0], new Node[0]));
          consumer.updateBeginningOffsets(Map.of(partition, 0L));
          consumer.updateEndOffsets(Map.of(partition, (long) records.size()));
        });
    consumer.updatePartitions(configuration.topics().rejected(), infos);
    if (silence != null) {
      consumer.setPollException(silence);
    }
    return consumer;
  }

  @Override
  public Producer<String, byte[]> producer() {
    openClients++;
    return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
        RuntimeException refusal = refusal(record);
        if (refusal != null) {
          return CompletableFuture.failedFuture(refusal);
        }
        if (!answers) {
          return new CompletableFuture<>();
        }
        accept(record);
        return super.send(record);
      }

      @Override
      public void close() {
        openClients--;
        super.close();
      }
    };
  }

  private @Nullable RuntimeException refusal(ProducerRecord<String, byte[]> record) {
    return record.topic().equals(configuration.topics().rejected())
        ? refusedMarks
        : refusedValues.get(new String(record.value(), UTF_8));
  }

  private void accept(ProducerRecord<String, byte[]> record) {
    produced.add(record);
    if (record.topic().equals(configuration.topics().rejected())) {
      append(0, record.key(), record.value(), record.headers());
    }
  }
}
