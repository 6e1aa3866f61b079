package dev.kizuki.stream.rejected;

import dev.kizuki.stream.ImageHeaders;
import dev.kizuki.stream.KafkaSettings;
import dev.kizuki.stream.ServiceException;
import dev.kizuki.stream.config.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The topic of rejected images, read from its beginning to the end that it has now. */
public final class RejectedImages {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int UNMARKED = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Configuration configuration;
  private final KafkaSettings settings;

  public RejectedImages(Configuration configuration) {
    this.configuration = configuration;
    this.settings = new KafkaSettings(configuration);
  }

  /**
   * Hands over each image, partition by partition in the order of the topic.
   *
   * @throws ServiceException if Kafka does not answer
   */
  public void forEach(Consumer<RejectedImage> each) {
    String topic = configuration.topics().rejected();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, TIMEOUT).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      Set<String> sentAgain = new HashSet<>();
      read(consumer, ends, record -> sentAgain(record).ifPresent(sentAgain::add));
      read(
          consumer,
          ends,
          record -> {
            if (sentAgain(record).isEmpty()) {
              each.accept(new RejectedImage(record, sentAgain.contains(RejectedImage.id(record))));
            }
          });
    } catch (KafkaException e) {
      throw new ServiceException(
          "The topic '%s' at %s cannot be read: %s"
              .formatted(topic, configuration.kafka().bootstrapServers(), e.getMessage()),
          e);
    }
  }

  private static Optional<String> sentAgain(ConsumerRecord<String, byte[]> record) {
    return ImageHeaders.text(record.headers(), ImageHeaders.SENT_AGAIN);
  }

  private static void read(
      KafkaConsumer<String, byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Consumer<ConsumerRecord<String, byte[]>> each) {
    for (TopicPartition partition : ends.keySet()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = ends.getOrDefault(partition, 0L);
      while (consumer.position(partition, TIMEOUT) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < end) {
            each.accept(record);
          }
        }
      }
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> own = new HashMap<>(settings.admin("-rejected"));
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(own, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * How many images were sent again; how many were not, as only their beginning is there, or as
   * they had been.
   */
  public record Replay(int sent, int cut, int sentBefore) {}

  /**
   * Puts images once more before the topology, each with its device, time of arrival and headers.
   * They stay among the rejected ones, marked; an image that is marked is not sent a second time.
   * What is interrupted may have sent up to {@value #UNMARKED} images that are not marked yet.
   *
   * @param dryRun only counts
   * @throws ServiceException if Kafka does not take one; those before it were taken
   */
  public Replay replay(Predicate<RejectedImage> chosen, boolean dryRun) {
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings.bridgeProducer())) {
      int[] counts = new int[3];
      List<RejectedImage> unmarked = new ArrayList<>();
      forEach(
          image -> {
            if (!chosen.test(image)) {
              return;
            }
            counts[image.sentAgain() ? 2 : image.isCut() ? 1 : 0]++;
            if (dryRun || image.sentAgain() || image.isCut()) {
              return;
            }
            unmarked.add(image);
            if (unmarked.size() == UNMARKED) {
              send(producer, unmarked);
              unmarked.clear();
            }
          });
      send(producer, unmarked);
      return new Replay(counts[0], counts[1], counts[2]);
    }
  }

  private void send(KafkaProducer<String, byte[]> producer, List<RejectedImage> images) {
    awaitAll(images.stream().map(image -> producer.send(again(image))).toList());
    awaitAll(images.stream().map(image -> producer.send(marker(image))).toList());
  }

  private ProducerRecord<String, byte[]> again(RejectedImage image) {
    return new ProducerRecord<>(
        configuration.topics().images(),
        null,
        image.record().timestamp(),
        image.device(),
        image.record().value(),
        image.originalHeaders());
  }

  private ProducerRecord<String, byte[]> marker(RejectedImage image) {
    ProducerRecord<String, byte[]> marker =
        new ProducerRecord<>(configuration.topics().rejected(), image.device(), new byte[0]);
    ImageHeaders.set(marker.headers(), ImageHeaders.SENT_AGAIN, image.id());
    return marker;
  }

  private static void awaitAll(List<Future<RecordMetadata>> sent) {
    try {
      for (Future<RecordMetadata> each : sent) {
        each.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new ServiceException("Kafka did not take an image: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while images were sent again", e);
    }
  }
}
