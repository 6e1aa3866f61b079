package dev.kizuki.stream.history;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a topic between two times, from all partitions, without a consumer group. It
 * holds one batch of records at a time, so its memory is bounded. Not thread-safe. The caller must
 * close it.
 */
public final class HistoryReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Consumer<String, byte[]> consumer;
  private final String servers;

  /**
   * Connects to Kafka.
   *
   * @throws dev.kizuki.stream.config.ConfigurationException if a certificate or password file
   *     cannot be used
   * @throws ServiceException if Kafka's client cannot be created
   */
  public static HistoryReader open(Configuration configuration) {
    KafkaSettings kafka = new KafkaSettings(configuration);
    String servers = configuration.kafka().bootstrapServers();
    try {
      return new HistoryReader(new KafkaConsumer<>(kafka.historyConsumer()), servers);
    } catch (KafkaException e) {
      throw new ServiceException(
          "Kafka's client cannot be created (kafka.bootstrapServers %s, kafka.properties): %s"
              .formatted(servers, e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    }
  }

  /**
   * Takes a consumer, and closes it.
   *
   * @param consumer a consumer that fails if Kafka does not hold an offset
   * @param servers the addresses of Kafka, for messages
   */
  public HistoryReader(Consumer<String, byte[]> consumer, String servers) {
    this.consumer = consumer;
    this.servers = servers;
  }

  /** Receives the records of one batch, at least one. */
  public interface Sink {
    /**
     * @param records the records of one partition are in the order of their offsets; so are those
     *     of one device. The value of a record can be null.
     */
    void accept(List<ConsumerRecord<String, byte[]>> records);
  }

  /** Hears of the progress. */
  public interface Progress {
    /** Ignores the progress. */
    Progress NONE = (read, all) -> {};

    /**
     * @param read the records that were read, of all devices
     * @param all the records to read, {@link History#records}
     */
    void read(long read, long all);
  }

  /**
   * Finds a span of time in a topic, as {@link #search}, and requires that it holds a record.
   *
   * @throws ServiceException if there is no such topic, if it holds no record of that time, or if
   *     Kafka does not answer
   */
  public History find(String topic, TimeSpan span) {
    History history = search(topic, span);
    if (!history.places().isEmpty()) {
      return history;
    }
    try {
      throw nothing(history);
    } catch (KafkaException e) {
      throw unreadable(topic, e);
    }
  }

  /**
   * Finds a span of time in a topic. The time of a record is its timestamp in Kafka. It is the
   * arrival of an image, and of an alert the arrival of its image.
   *
   * <p>A partition ends at its first record with a later time. Therefore an image that {@code
   * kizuki rejected replay} sent again later is not found: it has the time of its first arrival.
   *
   * @return a history without records if the topic has none of that time
   * @throws ServiceException if there is no such topic, or if Kafka does not answer
   */
  public History search(String topic, TimeSpan span) {
    try {
      List<TopicPartition> partitions = partitions(topic);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, TIMEOUT);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      Map<TopicPartition, OffsetAndTimestamp> from = offsets(partitions, span.from());
      Map<TopicPartition, OffsetAndTimestamp> to = offsets(partitions, span.to());
      Map<TopicPartition, History.Place> places = new HashMap<>();
      Instant beginning = null;
      for (TopicPartition partition : partitions) {
        OffsetAndTimestamp first = from.get(partition);
        if (first == null) {
          // all records are older
          continue;
        }
        long end = ends.getOrDefault(partition, 0L);
        OffsetAndTimestamp behind = to.get(partition);
        long last = behind == null ? end : Math.min(end, behind.offset());
        if (first.offset() < last) {
          places.put(partition, new History.Place(first.offset(), last));
        }
        long begin = begins.getOrDefault(partition, 0L);
        if (begin > 0 && first.offset() <= begin) {
          Instant held = Instant.ofEpochMilli(first.timestamp());
          beginning = beginning == null || held.isAfter(beginning) ? held : beginning;
        }
      }
      return new History(topic, span, places, beginning);
    } catch (KafkaException e) {
      throw unreadable(topic, e);
    }
  }

  private List<TopicPartition> partitions(String topic) {
    @Nullable List<PartitionInfo> infos = consumer.partitionsFor(topic, TIMEOUT);
    if (infos == null || infos.isEmpty()) {
      throw new ServiceException(
          "there is no topic '%s' at %s (topics.* and kafka.bootstrapServers of the configuration)"
              .formatted(topic, servers),
          null);
    }
    return infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  private Map<TopicPartition, OffsetAndTimestamp> offsets(
      List<TopicPartition> partitions, Instant time) {
    return consumer.offsetsForTimes(
        partitions.stream().collect(Collectors.toMap(each -> each, each -> time.toEpochMilli())),
        TIMEOUT);
  }

  /** Says since when the topic holds records. */
  private ServiceException nothing(History history) {
    List<TopicPartition> partitions = partitions(history.topic());
    Optional<Instant> oldest =
        offsets(partitions, Instant.EPOCH).values().stream()
            .filter(Objects::nonNull)
            .map(first -> Instant.ofEpochMilli(first.timestamp()))
            .min(Instant::compareTo);
    boolean deleted =
        consumer.beginningOffsets(partitions, TIMEOUT).values().stream()
            .anyMatch(begin -> begin > 0);
    String held =
        oldest
            .map(
                time ->
                    (deleted
                            ? "Kafka deleted older records; the oldest is of %s"
                            : "the oldest is of %s")
                        .formatted(time))
            .orElse(deleted ? "Kafka deleted all its records" : "the topic is empty");
    return new ServiceException(
        "the topic '%s' has no record from %s: %s".formatted(history.topic(), history.span(), held),
        null);
  }

  /**
   * Reads the records of the devices that match, without those of canaries. It reads each partition
   * to the place that {@link #find} found.
   *
   * @param sink gets the records batch by batch, in this thread
   * @return the number of records that the sink got
   * @throws ServiceException if Kafka does not answer, or deletes the records meanwhile
   */
  public long read(History history, DevicePattern devices, Progress progress, Sink sink) {
    try {
      Map<TopicPartition, History.Place> open = new HashMap<>(history.places());
      consumer.assign(open.keySet());
      open.forEach((partition, place) -> consumer.seek(partition, place.start()));
      Map<TopicPartition, Long> read = new HashMap<>();
      long all = history.records();
      long given = 0;
      while (!open.isEmpty()) {
        List<ConsumerRecord<String, byte[]>> batch = batch(history, devices);
        if (!batch.isEmpty()) {
          given += batch.size();
          sink.accept(batch);
        }
        for (TopicPartition partition : List.copyOf(open.keySet())) {
          advance(partition, history, open, read);
        }
        progress.read(read.values().stream().mapToLong(Long::longValue).sum(), all);
      }
      return given;
    } catch (OffsetOutOfRangeException e) {
      throw new ServiceException(
          "Kafka deleted the oldest records of the topic '%s' while they were read; take a later --from"
              .formatted(history.topic()),
          e);
    } catch (KafkaException e) {
      throw unreadable(history.topic(), e);
    }
  }

  private List<ConsumerRecord<String, byte[]>> batch(History history, DevicePattern devices) {
    List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      History.Place place =
          history.places().get(new TopicPartition(record.topic(), record.partition()));
      if (place != null
          && record.offset() < place.end()
          && history.span().holds(record.timestamp())
          && ImageHeaders.canary(record.headers()).isEmpty()
          && devices.matches(record.key() == null ? "" : record.key())) {
        batch.add(record);
      }
    }
    return batch;
  }

  /** Notes the position of a partition, and stops to fetch from it once it is read. */
  private void advance(
      TopicPartition partition,
      History history,
      Map<TopicPartition, History.Place> open,
      Map<TopicPartition, Long> read) {
    History.Place place = Objects.requireNonNull(history.places().get(partition));
    long position = Math.min(place.end(), consumer.position(partition, TIMEOUT));
    read.put(partition, position - place.start());
    if (position >= place.end()) {
      open.remove(partition);
      consumer.pause(List.of(partition));
    }
  }

  private ServiceException unreadable(String topic, KafkaException e) {
    return new ServiceException(
        "The topic '%s' at %s cannot be read: %s (check kafka.bootstrapServers, and that the user may"
                .formatted(topic, servers, e.getMessage())
            + " READ the topic)",
        e);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
