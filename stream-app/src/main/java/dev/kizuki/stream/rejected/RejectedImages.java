package dev.kizuki.stream.rejected;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads and replays the topic of rejected images. Each pass reads from the beginning of the topic
 * to the end that the topic has when the pass starts.
 */
public final class RejectedImages {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int BATCH = 100;

  private final Configuration configuration;
  private final Clients clients;

  /**
   * @throws dev.kizuki.stream.config.ConfigurationException if a certificate or password file
   *     cannot be used
   */
  public RejectedImages(Configuration configuration) {
    this(configuration, new KafkaClients(new KafkaSettings(configuration)));
  }

  RejectedImages(Configuration configuration, Clients clients) {
    this.configuration = configuration;
    this.clients = clients;
  }

  /**
   * Gives each image to {@code each}, one partition after the other, in the order of the offsets.
   *
   * @throws ServiceException if Kafka does not answer
   */
  public void forEach(Consumer<RejectedImage> each) {
    String topic = configuration.topics().rejected();
    try (var consumer = clients.consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, TIMEOUT).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      // a mark is behind its image, so the first pass finds the marks
      Set<String> sentAgain = new HashSet<>();
      read(consumer, ends, record -> markedImage(record).ifPresent(sentAgain::add));
      read(
          consumer,
          ends,
          record -> {
            if (markedImage(record).isEmpty()) {
              each.accept(new RejectedImage(record, sentAgain.contains(RejectedImage.id(record))));
            }
          });
    } catch (KafkaException e) {
      throw new ServiceException(
          "The topic '%s' at %s cannot be read: %s (check kafka.bootstrapServers, and that the user"
                  .formatted(topic, configuration.kafka().bootstrapServers(), e.getMessage())
              + " may READ the topic)",
          e);
    }
  }

  private static Optional<String> markedImage(ConsumerRecord<String, byte[]> record) {
    return RejectedRecord.sentAgain(record.headers());
  }

  private static void read(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer,
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

  /**
   * Sends images to the topic of images again, each with its device, time of arrival and headers.
   * The images stay in the topic of rejected images and are marked there. An image that is marked
   * is not sent a second time. If the process is killed, up to {@value #BATCH} images can be sent
   * without a mark.
   *
   * @param chosen selects the images
   * @param dryRun counts the images but sends none
   * @throws ServiceException if Kafka does not answer
   */
  public Replay replay(Predicate<RejectedImage> chosen, boolean dryRun) {
    try (Producer<String, byte[]> producer = clients.producer()) {
      ReplayRun run =
          new ReplayRun(
              chosen, dryRun, BATCH, new Resender(producer, configuration.topics(), TIMEOUT));
      forEach(run);
      return run.finish();
    }
  }
}
