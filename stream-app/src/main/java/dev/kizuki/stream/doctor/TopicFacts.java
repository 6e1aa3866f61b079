package dev.kizuki.stream.doctor;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The facts that Kafka tells about a topic.
 *
 * @param partitions number of partitions
 * @param replicas number of replicas of the first partition
 * @param allowed the operations that this user may do on the topic
 * @param settings the settings of the topic by their names in Kafka; a setting that Kafka does not
 *     tell is missing
 */
record TopicFacts(
    int partitions, int replicas, Set<AclOperation> allowed, Map<String, String> settings) {
  /** The largest record that the topic takes, in bytes. */
  OptionalLong maxRecordBytes() {
    return number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
  }

  /** The time for which records are kept; empty if they are kept for ever. */
  Optional<Duration> retention() {
    OptionalLong millis = number(TopicConfig.RETENTION_MS_CONFIG);
    return millis.isPresent() && millis.getAsLong() >= 0
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  /** The replicas that must have a record before Kafka acknowledges it. */
  OptionalLong minInsyncReplicas() {
    return number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
  }

  /** Returns whether Kafka keeps only the last record of each key. */
  boolean isCompacted() {
    return settings
        .getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "")
        .contains(TopicConfig.CLEANUP_POLICY_COMPACT);
  }

  private OptionalLong number(String setting) {
    String value = settings.get(setting);
    return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
  }
}
