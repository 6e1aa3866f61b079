package dev.kizuki.stream.alert;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Remembers which alerts are done, by partition and offset. An alert is done if it was published,
 * or if it can never be published. Alerts behind one that is not done are read again together with
 * it; this class tells which of them are done already, so that they are not published twice.
 *
 * <p>Not thread-safe.
 */
final class AlertOffsets {
  private final Map<TopicPartition, Progress> partitions = new HashMap<>();

  private static final class Progress {
    /** Read in this poll and not done. */
    private final TreeSet<Long> open = new TreeSet<>();

    /** Done in this poll, or done in an earlier poll behind an alert that was not. */
    private final TreeSet<Long> done = new TreeSet<>();

    /** All alerts up to here are done, once the poll has ended. */
    private long lastRead = -1;
  }

  /**
   * Notes that an alert was read.
   *
   * @return whether it must be published; false if it is done already
   */
  boolean read(TopicPartition partition, long offset) {
    Progress progress = partitions.computeIfAbsent(partition, any -> new Progress());
    progress.lastRead = offset;
    return !progress.done.contains(offset) && progress.open.add(offset);
  }

  /** Notes that an alert that was read is done. */
  void done(TopicPartition partition, long offset) {
    Progress progress = partitions.get(partition);
    if (progress != null && progress.open.remove(offset)) {
      progress.done.add(offset);
    }
  }

  /**
   * Ends a poll.
   *
   * @return the first offset that is not done, for each partition that has one; the partition must
   *     be read again from there
   */
  Map<TopicPartition, Long> endPoll() {
    Map<TopicPartition, Long> readAgain = new HashMap<>();
    partitions.forEach(
        (partition, progress) -> {
          long next = progress.open.isEmpty() ? progress.lastRead + 1 : progress.open.first();
          if (!progress.open.isEmpty()) {
            readAgain.put(partition, next);
          }
          progress.done.headSet(next).clear();
          progress.lastRead = next - 1;
          progress.open.clear();
        });
    partitions.values().removeIf(progress -> progress.done.isEmpty());
    return readAgain;
  }

  /** Forgets partitions that another instance reads from now on. */
  void forget(Collection<TopicPartition> revoked) {
    partitions.keySet().removeAll(revoked);
  }
}
