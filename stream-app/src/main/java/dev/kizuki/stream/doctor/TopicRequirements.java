package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.growth.PartitionCounts;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Compares a topic with what the service needs of it.
 *
 * @param maxRecordBytes gives the largest record that the service writes to a topic, in bytes
 */
record TopicRequirements(Configuration configuration, ToIntFunction<String> maxRecordBytes) {
  private static final String SUBJECT = "topic";
  private static final Duration SHORT_RETENTION = Duration.ofDays(1);

  /** Compares an existing topic. The first difference is the finding. */
  Finding compare(String name, TopicFacts topic) {
    Set<AclOperation> missing = needed(name);
    missing.removeAll(topic.allowed());
    if (!missing.isEmpty()) {
      return Finding.failure(
          SUBJECT,
          "%s: this user may not %s".formatted(name, missing),
          "grant it (kafka-acls.sh --add)");
    }
    int needed = maxRecordBytes.applyAsInt(name);
    if (topic.maxRecordBytes().orElse(Long.MAX_VALUE) < needed) {
      return Finding.failure(
          SUBJECT,
          "%s takes records up to %d bytes, but the largest one of the service can have %d"
              .formatted(name, topic.maxRecordBytes().getAsLong(), needed),
          "raise max.message.bytes of the topic, or lower limits.maxImageBytes");
    }
    if (mustBeCompacted(name) && !topic.isCompacted()) {
      return Finding.failure(
          SUBJECT,
          name + " is not compacted: it grows, and the service reads all of it at each start",
          "set cleanup.policy=compact (compact,delete for incidents and evidence)");
    }
    if (!mustBeCompacted(name) && topic.isCompacted()) {
      return Finding.failure(
          SUBJECT,
          name + " is compacted: Kafka keeps only the last record of each device",
          "set cleanup.policy=delete");
    }
    if (topic.minInsyncReplicas().orElse(1) > topic.replicas()) {
      return Finding.failure(
          SUBJECT,
          "%s needs %d replicas in sync and has %d, so Kafka acknowledges no record"
              .formatted(name, topic.minInsyncReplicas().getAsLong(), topic.replicas()),
          "lower min.insync.replicas, or add replicas");
    }
    Optional<Duration> retention = topic.retention();
    if (retention.isPresent() && retention.get().compareTo(SHORT_RETENTION) < 0) {
      return Finding.warning(
          SUBJECT,
          "%s keeps records for %d min only".formatted(name, retention.get().toMinutes()),
          "what is not read by then is lost: raise retention.ms to more than the longest outage");
    }
    return capacity(name, topic);
  }

  private Finding capacity(String name, TopicFacts topic) {
    int threads = configuration.kafka().streamThreads();
    if (name.equals(configuration.topics().images()) && topic.partitions() < threads) {
      return Finding.warning(
          SUBJECT,
          "%s has %d partitions for %d threads".formatted(name, topic.partitions(), threads),
          "some threads have no work: lower kafka.threads, or add partitions");
    }
    return Finding.ok(
        SUBJECT,
        "%s: %d partitions, %d replica(s)".formatted(name, topic.partitions(), topic.replicas()));
  }

  private boolean mustBeCompacted(String topic) {
    Topics topics = configuration.topics();
    return List.of(
            topics.incidents(),
            topics.evidence(),
            topics.devices(),
            topics.services(),
            topics.limits(),
            topics.samples())
        .contains(topic);
  }

  private Set<AclOperation> needed(String topic) {
    Topics topics = configuration.topics();
    return mustBeCompacted(topic)
            || List.of(topics.images(), topics.anomalies(), topics.actions()).contains(topic)
        ? EnumSet.of(AclOperation.READ, AclOperation.WRITE)
        : EnumSet.of(AclOperation.WRITE);
  }

  /**
   * Compares the topics that one task uses together, so that records of one device must have the
   * same partition in each.
   */
  Finding comparePartitions(PartitionCounts counts) {
    return counts
        .difference()
        .map(
            text ->
                Finding.failure(
                    SUBJECT,
                    text + "; the service does not start",
                    "stop all instances and run 'kizuki partitions'"))
        .orElseGet(
            () ->
                Finding.ok(
                    SUBJECT,
                    "equal numbers of partitions: "
                        + String.join(", ", counts.partitions().keySet())));
  }

  /** The finding about a topic that does not exist, or that this user may not see. */
  Finding missing(String name) {
    return configuration.kafka().createTopics()
        ? Finding.ok(SUBJECT, name + " is missing; the service will create it")
        : Finding.failure(
            SUBJECT,
            name + " is missing, or this user may not see it",
            "create it, set kafka.createTopics: true, or grant DESCRIBE");
  }
}
