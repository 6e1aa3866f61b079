package dev.kizuki.stream.rejected;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The latest images in the topic of rejected images, for a page. The first call reads the end of
 * each partition, each later call only what was added. It keeps facts and no images, so its memory
 * is bounded. Thread-safe.
 */
public final class RejectedTail {
  /** The records of each partition that the first call reads. */
  private static final int TAIL = 300;

  /** The greatest number of images that are known. */
  private static final int MOST = 2000;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long FRESH_NS = Duration.ofSeconds(2).toNanos();
  private static final Set<String> NO_IMAGE =
      Set.of(
          RejectionReason.EMPTY.code(),
          RejectionReason.CORRUPT.code(),
          RejectionReason.CHUNK.code(),
          RejectionReason.UNKNOWN_FORMAT.code(),
          RejectionReason.TOO_MANY_PIXELS.code(),
          RejectionReason.TOO_MANY_BYTES.code());

  private final Configuration configuration;
  private final Clients clients;
  private final LongSupplier clock;
  private final ImageDecoder decoder;
  private final Map<String, RejectedFacts> known = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private @Nullable Long readAt;

  /**
   * @throws dev.kizuki.stream.config.ConfigurationException if a certificate or password file
   *     cannot be used
   */
  public RejectedTail(Configuration configuration, KafkaSettings kafka) {
    this(configuration, new KafkaClients(kafka), System::nanoTime);
  }

  RejectedTail(Configuration configuration, Clients clients, LongSupplier clock) {
    this.configuration = configuration;
    this.clients = clients;
    this.clock = clock;
    ImageLimits limits = configuration.limits().image();
    decoder = new ImageDecoder(limits);
  }

  /**
   * Returns the latest images, the newest first.
   *
   * @throws ServiceException if Kafka does not answer
   */
  public synchronized List<RejectedFacts> list() {
    if (readAt == null || clock.getAsLong() - readAt > FRESH_NS) {
      read();
      readAt = clock.getAsLong();
    }
    return known.values().stream()
        .sorted(Comparator.comparing(RejectedFacts::at).reversed())
        .toList();
  }

  private void read() {
    try (Consumer<String, byte[]> consumer = clients.consumer()) {
      String topic = configuration.topics().rejected();
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, TIMEOUT).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, TIMEOUT);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      Set<String> sentAgain = new HashSet<>();
      for (TopicPartition partition : partitions) {
        long begin = begins.getOrDefault(partition, 0L);
        long end = ends.getOrDefault(partition, 0L);
        known
            .values()
            .removeIf(each -> each.partition() == partition.partition() && each.offset() < begin);
        long from = Math.max(begin, positions.getOrDefault(partition, Math.max(begin, end - TAIL)));
        // a topic that was made anew begins at zero
        read(consumer, partition, from > end ? begin : from, end, sentAgain);
        positions.put(partition, end);
      }
      sentAgain.forEach(id -> known.computeIfPresent(id, (same, each) -> each.sentAgain()));
      forgetOldest();
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private ServiceException failed(KafkaException e) {
    return new ServiceException(
        "The topic '%s' cannot be read: %s (check the brokers, and that the user may READ the topic)"
            .formatted(configuration.topics().rejected(), e.getMessage()),
        e);
  }

  private void read(
      Consumer<String, byte[]> consumer,
      TopicPartition partition,
      long from,
      long end,
      Set<String> sentAgain) {
    if (from >= end) {
      return;
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    while (consumer.position(partition, TIMEOUT) < end) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        Optional<String> mark = RejectedRecord.sentAgain(record.headers());
        mark.ifPresentOrElse(
            sentAgain::add, () -> known.put(RejectedImage.id(record), facts(record)));
      }
    }
  }

  private RejectedFacts facts(ConsumerRecord<String, byte[]> record) {
    RejectedImage image = new RejectedImage(record, false);
    byte[] bytes = record.value() == null ? new byte[0] : record.value();
    return new RejectedFacts(
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        image.device(),
        image.reason(),
        image.detail(),
        bytes.length,
        ImageHeaders.text(record.headers(), ImageHeaders.ORIGINAL_BYTES)
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(Integer::valueOf)
            .orElse(null),
        false,
        !image.isCut()
            && !NO_IMAGE.contains(image.reason())
            && decoder.dimensions(bytes).isPresent());
  }

  private void forgetOldest() {
    if (known.size() > MOST) {
      known.values().stream()
          .sorted(Comparator.comparing(RejectedFacts::at))
          .limit(known.size() - MOST)
          .map(each -> each.partition() + "@" + each.offset())
          .toList()
          .forEach(known::remove);
    }
  }

  /**
   * Returns an image that {@link #list} names.
   *
   * @return empty if it is not among the latest images
   */
  public Optional<RejectedFacts> find(int partition, long offset) {
    return list().stream()
        .filter(each -> each.partition() == partition && each.offset() == offset)
        .findFirst();
  }

  /**
   * Sends an image to the topic of images again, and marks it.
   *
   * @return empty if Kafka accepted it, else why not
   * @throws ServiceException if Kafka does not answer
   */
  public synchronized Optional<String> replay(int partition, long offset) {
    TopicPartition place = new TopicPartition(configuration.topics().rejected(), partition);
    try (Consumer<String, byte[]> consumer = clients.consumer();
        Producer<String, byte[]> producer = clients.producer()) {
      consumer.assign(List.of(place));
      consumer.seek(place, offset);
      ConsumerRecord<String, byte[]> record = null;
      long limit = System.nanoTime() + TIMEOUT.toNanos();
      while (record == null && System.nanoTime() < limit) {
        for (ConsumerRecord<String, byte[]> each : consumer.poll(POLL)) {
          record = record == null ? each : record;
        }
      }
      if (record == null || record.offset() != offset) {
        return Optional.of("Kafka no longer holds the image");
      }
      RejectedImage image = new RejectedImage(Objects.requireNonNull(record), false);
      Map<String, String> refused =
          new Resender(producer, configuration.topics(), TIMEOUT).send(List.of(image));
      readAt = null;
      return Optional.ofNullable(refused.get(image.id()));
    } catch (KafkaException e) {
      throw failed(e);
    }
  }
}
