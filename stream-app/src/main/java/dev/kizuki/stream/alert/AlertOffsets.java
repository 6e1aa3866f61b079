package dev.kizuki.stream.alert;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Remembers which alerts were read and are not done, by partition and offset. An alert is done if
 * it was published, or if it was given up and kept. Tells the offsets that may be committed: all
 * alerts before a committed offset are done.
 *
 * <p>Not thread-safe.
 */
final class AlertOffsets {
  private final Map<TopicPartition, Progress> partitions = new HashMap<>();

  private static final class Progress {
    private final TreeSet<Long> open = new TreeSet<>();
    private long lastRead;
    private long committed;

    Progress(long firstRead) {
      committed = firstRead;
    }

    private long firstNotDone() {
      return open.isEmpty() ? lastRead + 1 : open.first();
    }
  }

  /** Notes that an alert was read. */
  void read(TopicPartition partition, long offset) {
    Progress progress = partitions.computeIfAbsent(partition, any -> new Progress(offset));
    progress.lastRead = offset;
    progress.open.add(offset);
  }

  /** Notes that an alert is done. Does nothing if it was not read or its partition is forgotten. */
  void done(TopicPartition partition, long offset) {
    Progress progress = partitions.get(partition);
    if (progress != null) {
      progress.open.remove(offset);
    }
  }

  /** The first offset that is not done, for each partition where it is not committed. */
  Map<TopicPartition, OffsetAndMetadata> toCommit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    partitions.forEach(
        (partition, progress) -> {
          if (progress.firstNotDone() > progress.committed) {
            offsets.put(partition, new OffsetAndMetadata(progress.firstNotDone()));
          }
        });
    return offsets;
  }

  /** Notes that Kafka has these offsets. */
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          Progress progress = partitions.get(partition);
          if (progress != null) {
            progress.committed = offset.offset();
          }
        });
  }

  /** Forgets partitions that another instance reads from now on. */
  void forget(Collection<TopicPartition> revoked) {
    partitions.keySet().removeAll(revoked);
  }
}
