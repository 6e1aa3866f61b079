package dev.kizuki.stream.growth;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.kafka.GroupState;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.KafkaTopics;
import dev.kizuki.stream.kafka.WholeTopic;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Gives the topics of images, actions and stores more partitions while no instance runs, and moves
 * the entries of the stores to where Kafka puts the images of their devices then. It can be run
 * again if it was interrupted.
 */
public final class PartitionGrowth {
  /** Kafka counts the consumers of a stopped instance until their session ends, after 6 s. */
  private static final Duration STOPPED_INSTANCE_COUNTS = Duration.ofSeconds(15);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Configuration configuration;
  private final KafkaSettings kafka;
  private final KafkaTopics topics;

  public PartitionGrowth(Configuration configuration, KafkaSettings kafka) {
    this.configuration = configuration;
    this.kafka = kafka;
    topics = new KafkaTopics(configuration, kafka);
  }

  /**
   * The changes that were made.
   *
   * @param partitions the number of partitions that each topic has now
   * @param grown the topics that got partitions
   * @param moved the number of entries that were moved
   */
  public record Result(int partitions, List<String> grown, int moved) {}

  /**
   * Adds partitions and moves the entries.
   *
   * @param wanted the number of partitions; 0 for the largest number that one of the topics has
   * @param orderMayBreak whether records may wait in Kafka: images that wait are then scored after,
   *     or before, later images of their device, and actions that wait can be lost
   * @throws IllegalArgumentException if a topic has more partitions than wanted
   * @throws ServiceException if an instance runs, if records wait, or if Kafka refuses
   */
  public Result grow(int wanted, boolean orderMayBreak) {
    try (Admin admin = Admin.create(kafka.admin("-partitions"))) {
      PartitionCounts counts = PartitionCounts.read(admin, configuration, topics);
      if (!counts.partitions().containsKey(configuration.topics().images())) {
        throw new ServiceException(
            "There is no topic '%s' yet; kafka.partitions decides when the service creates it"
                .formatted(configuration.topics().images()),
            null);
      }
      int partitions = wanted == 0 ? counts.largest() : wanted;
      if (partitions < counts.largest()) {
        throw new IllegalArgumentException(
            "Kafka cannot take partitions away: there are %d already".formatted(counts.largest()));
      }
      requireIdle(admin, orderMayBreak);
      List<String> grown = new ArrayList<>(counts.below(partitions));
      // the stores and the images come first and last: an instance that starts in between refuses
      grown.remove(configuration.topics().images());
      add(admin, grown, partitions);
      int moved = move(partitions);
      if (counts.below(partitions).contains(configuration.topics().images())) {
        add(admin, List.of(configuration.topics().images()), partitions);
        grown.add(0, configuration.topics().images());
      }
      return new Result(partitions, grown, moved);
    } catch (ExecutionException e) {
      throw new ServiceException("Kafka refuses: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new ServiceException("Kafka does not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted; run 'kizuki partitions' again", e);
    }
  }

  private void requireIdle(Admin admin, boolean orderMayBreak)
      throws ExecutionException, InterruptedException, TimeoutException {
    GroupState group = group(admin);
    long deadline = System.nanoTime() + STOPPED_INSTANCE_COUNTS.toNanos();
    while (group.members() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE.toMillis());
      group = group(admin);
    }
    if (group.members() > 0) {
      throw new ServiceException(
          "The group '%s' has %d consumers: stop all instances"
              .formatted(configuration.kafka().applicationId(), group.members()),
          null);
    }
    if (group.waiting() > 0 && !orderMayBreak) {
      throw new ServiceException(
          "%d images and actions wait in Kafka. Let one instance without new images read them"
                  .formatted(group.waiting())
              + " (another mqtt.clientId, mqtt.standInAfter: 0s, and a topic without images as"
              + " mqtt.images), or add"
              + " --break-order: their devices can then be scored out of order",
          null);
    }
  }

  private GroupState group(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    return GroupState.read(
        admin,
        configuration.kafka().applicationId(),
        configuration.incidents().enabled()
            ? List.of(configuration.topics().images(), configuration.topics().actions())
            : List.of(configuration.topics().images()));
  }

  private static void add(Admin admin, List<String> names, int partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, NewPartitions> wanted =
        names.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), name -> NewPartitions.increaseTo(partitions)));
    admin.createPartitions(wanted).all().get(KafkaTopics.TIMEOUT_S, TimeUnit.SECONDS);
  }

  private int move(int partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    int moved = 0;
    try (Producer<String, byte[]> producer = new KafkaProducer<>(kafka.moveProducer());
        Admin admin = Admin.create(kafka.admin("-partitions"))) {
      PartitionCounts counts = PartitionCounts.read(admin, configuration, topics);
      for (String changelog : topics.changelogs()) {
        if (counts.partitions().containsKey(changelog)) {
          MovedRecords records =
              MovedRecords.of(
                  WholeTopic.read(
                      () -> new KafkaConsumer<>(kafka.reader("-tool")),
                      changelog,
                      configuration.kafka().bootstrapServers()),
                  partitions);
          write(producer, records.copies());
          // a crash before this line leaves entries twice, and the next run deletes the old ones
          write(producer, records.deletions());
          moved += records.deletions().size();
        }
      }
    }
    return moved;
  }

  private static void write(
      Producer<String, byte[]> producer, List<ProducerRecord<String, byte[]>> records)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<Future<?>> written = new ArrayList<>();
    records.forEach(record -> written.add(producer.send(record)));
    for (Future<?> each : written) {
      each.get(KafkaTopics.TIMEOUT_S, TimeUnit.SECONDS);
    }
  }
}
