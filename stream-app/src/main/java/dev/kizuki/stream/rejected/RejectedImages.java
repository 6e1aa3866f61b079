package dev.kizuki.stream.rejected;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
          "The topic '%s' at %s cannot be read: %s (kafka.bootstrapServers, and READ on the topic)"
              .formatted(topic, configuration.kafka().bootstrapServers(), e.getMessage()),
          e);
    }
  }

  private static Optional<String> sentAgain(ConsumerRecord<String, byte[]> record) {
    return RejectedRecord.sentAgain(record.headers());
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
   * they had been; and which Kafka refused, with the reason.
   */
  public record Replay(int sent, int cut, int sentBefore, Map<String, String> refused) {}

  /**
   * Puts images once more before the topology, each with its device, time of arrival and headers.
   * They stay among the rejected ones, marked; an image that is marked is not sent a second time.
   * What is interrupted may have sent up to {@value #UNMARKED} images that are not marked yet.
   *
   * @param dryRun only counts
   * @throws ServiceException if Kafka does not answer
   */
  public Replay replay(Predicate<RejectedImage> chosen, boolean dryRun) {
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings.bridgeProducer())) {
      int[] counts = new int[3];
      Map<String, String> refused = new LinkedHashMap<>();
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
              refused.putAll(send(producer, unmarked));
              unmarked.clear();
            }
          });
      refused.putAll(send(producer, unmarked));
      return new Replay(counts[0] - refused.size(), counts[1], counts[2], refused);
    }
  }

  /** Sends them, then marks those that Kafka took; the others, with the reason. */
  private Map<String, String> send(
      KafkaProducer<String, byte[]> producer, List<RejectedImage> images) {
    Map<RejectedImage, Future<RecordMetadata>> sent = new LinkedHashMap<>();
    images.forEach(image -> sent.put(image, producer.send(again(image))));
    Map<String, String> refused = new LinkedHashMap<>();
    List<Future<RecordMetadata>> markers = new ArrayList<>();
    sent.forEach(
        (image, future) -> {
          Optional<String> refusal = refusal(future);
          if (refusal.isPresent()) {
            refused.put(image.id(), refusal.get());
          } else {
            markers.add(producer.send(marker(image)));
          }
        });
    for (Future<RecordMetadata> marker : markers) {
      refusal(marker)
          .ifPresent(
              why -> {
                throw new ServiceException("an image was sent again and not marked: " + why, null);
              });
    }
    return refused;
  }

  private static Optional<String> refusal(Future<RecordMetadata> sent) {
    try {
      sent.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      return Optional.of("Kafka did not answer within %d s".formatted(TIMEOUT.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while images were sent again", e);
    }
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
    RejectedRecord.writeSentAgain(marker.headers(), image.id());
    return marker;
  }
}
