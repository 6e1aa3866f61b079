package dev.kizuki.stream.growth;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.kafka.KafkaTopics;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The numbers of partitions of the topics that one task uses together: images, operators' actions,
 * and the changelogs of the stores. They must be equal.
 *
 * @param images the topic of images
 * @param partitions the number of partitions of each topic that exists and that this user may see
 */
public record PartitionCounts(String images, Map<String, Integer> partitions) {
  public PartitionCounts {
    partitions = new LinkedHashMap<>(partitions);
  }

  /**
   * Asks Kafka.
   *
   * @throws ServiceException if Kafka does not answer
   */
  public static PartitionCounts read(Admin admin, Configuration configuration, KafkaTopics topics) {
    List<String> names = new ArrayList<>();
    names.add(configuration.topics().images());
    if (configuration.incidents().enabled()) {
      names.add(configuration.topics().actions());
      names.addAll(topics.changelogs());
    }
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin.describeTopics(names).topicNameValues();
    Map<String, Integer> partitions = new LinkedHashMap<>();
    for (String name : names) {
      count(Objects.requireNonNull(answers.get(name)))
          .ifPresent(count -> partitions.put(name, count));
    }
    return new PartitionCounts(configuration.topics().images(), partitions);
  }

  private static Optional<Integer> count(KafkaFuture<TopicDescription> answer) {
    try {
      return Optional.of(answer.get(KafkaTopics.TIMEOUT_S, TimeUnit.SECONDS).partitions().size());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw new ServiceException("Kafka does not describe the topics: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new ServiceException("Kafka does not describe the topics in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted", e);
    }
  }

  /** Returns the largest number of partitions; 0 if no topic exists. */
  int largest() {
    return partitions.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** Returns the topics that have fewer partitions than this. */
  List<String> below(int count) {
    return partitions.entrySet().stream()
        .filter(topic -> topic.getValue() < count)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Says which topics differ from the topic of images, and what to do; empty if none does. */
  public Optional<String> difference() {
    Integer expected = partitions.get(images);
    if (expected == null) {
      return Optional.empty();
    }
    String others =
        partitions.entrySet().stream()
            .filter(topic -> !topic.getValue().equals(expected))
            .map(topic -> "%s has %d".formatted(topic.getKey(), topic.getValue()))
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of("%s has %d partitions, but %s".formatted(images, expected, others));
  }

  /**
   * Requires equal numbers, without which Kafka Streams cannot start.
   *
   * @throws ServiceException if they differ
   */
  public void requireEqual() {
    difference()
        .ifPresent(
            text -> {
              throw new ServiceException(
                  text
                      + "; stop all instances and run 'kizuki partitions', which adds the missing"
                      + " partitions and moves what is stored. If another application has the same"
                      + " topics.actions, give this one a topic of its own instead",
                  null);
            });
  }
}
