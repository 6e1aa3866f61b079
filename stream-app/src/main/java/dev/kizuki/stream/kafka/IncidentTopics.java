package dev.kizuki.stream.kafka;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** The settings with which the topics of incidents are created. */
record IncidentTopics(Configuration configuration) {
  /** A reader that is away for less time than this gets each change of an incident. */
  private static final Duration EACH_CHANGE = Duration.ofDays(1);

  /** The time for which each status of a device stays, as the history of its score. */
  private static final Duration EACH_STATUS = Duration.ofMinutes(10);

  private static final Duration KEEP_ACTIONS = Duration.ofDays(30);
  private static final Duration KEEP_COMPARISONS = Duration.ofDays(7);
  private static final int SMALL_SEGMENT = 16 << 20;

  /** The settings of a topic that differ from the broker's. */
  Map<String, String> settings(String name) {
    Topics topics = configuration.topics();
    String keep = millis(configuration.incidents().keep());
    if (name.equals(topics.incidents())) {
      return Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          "compact,delete",
          TopicConfig.RETENTION_MS_CONFIG,
          keep,
          TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
          millis(EACH_CHANGE),
          TopicConfig.SEGMENT_MS_CONFIG,
          millis(EACH_CHANGE));
    }
    if (name.equals(topics.evidence())) {
      return Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          "compact,delete",
          TopicConfig.RETENTION_MS_CONFIG,
          keep);
    }
    if (name.equals(topics.actions())) {
      return deleted(KEEP_ACTIONS);
    }
    if (name.equals(topics.devices())) {
      return compacted(EACH_STATUS);
    }
    if (name.equals(topics.modelEvents())) {
      return deleted(KEEP_ACTIONS);
    }
    if (name.equals(topics.comparisons())) {
      return deleted(KEEP_COMPARISONS);
    }
    return List.of(topics.services(), topics.limits(), topics.samples()).contains(name)
        ? compacted(Duration.ZERO)
        : Map.of();
  }

  private static Map<String, String> deleted(Duration keep) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        millis(keep));
  }

  /** Kafka compacts closed segments only, so that small segments keep the topic small. */
  private static Map<String, String> compacted(Duration lag) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, millis(lag),
        TopicConfig.SEGMENT_MS_CONFIG, millis(EACH_STATUS),
        TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SMALL_SEGMENT),
        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2",
        TopicConfig.DELETE_RETENTION_MS_CONFIG, millis(Duration.ofHours(1)));
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
