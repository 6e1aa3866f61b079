package dev.kizuki.stream.rejected;

import dev.kizuki.stream.KafkaSettings;
import dev.kizuki.stream.ServiceException;
import dev.kizuki.stream.config.Configuration;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The topic of rejected images, read from its beginning to the end that it has now. */
public final class RejectedImages {
  private static final Duration POLL = Duration.ofMillis(500);
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
      for (TopicPartition partition : partitions) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = ends.getOrDefault(partition, 0L);
        while (consumer.position(partition, TIMEOUT) < end) {
          for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            if (record.offset() < end) {
              each.accept(new RejectedImage(record));
            }
          }
        }
      }
    } catch (KafkaException e) {
      throw new ServiceException(
          "The topic '%s' at %s cannot be read: %s"
              .formatted(topic, configuration.kafka().bootstrapServers(), e.getMessage()),
          e);
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> own = new HashMap<>(settings.admin("-rejected"));
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(own, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Puts images once more before the topology, each with its device, time of arrival and headers.
   * They stay among the rejected ones as well.
   *
   * @throws ServiceException if Kafka does not take one; those before it were taken
   */
  public void replay(List<RejectedImage> images) throws InterruptedException {
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings.bridgeProducer())) {
      for (RejectedImage image : images) {
        producer
            .send(
                new ProducerRecord<>(
                    configuration.topics().images(),
                    null,
                    image.record().timestamp(),
                    image.device(),
                    image.record().value(),
                    image.originalHeaders()))
            .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new ServiceException("Kafka did not take an image: " + e, e);
    }
  }
}
