package dev.kizuki.stream.kafka;

import dev.kizuki.stream.kafka.GroupOffsets.PartitionOffsets;
import dev.kizuki.stream.lifecycle.Periodic;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the number of records of a topic that a consumer group has not committed. Asks the
 * brokers every ten seconds. The number covers the whole group, and is right even when the group
 * has no live consumer.
 */
public final class GroupLag implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLag.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final GroupOffsets offsets;
  private final Periodic asking = new Periodic("group-lag", PAUSE, this::update);
  private volatile double lag = Double.NaN;

  /**
   * @param admin {@link #close} closes it
   */
  public GroupLag(Admin admin, String group, String topic) {
    this(new AdminGroupOffsets(admin, group, topic));
  }

  GroupLag(GroupOffsets offsets) {
    this.offsets = offsets;
  }

  /** Starts to ask the brokers. */
  public void start() {
    asking.start(Duration.ZERO);
  }

  /**
   * Returns the number of records, summed over all partitions. A group that has committed nothing
   * counts from the beginning of the partition. NaN if Kafka does not answer.
   */
  public double records() {
    return lag;
  }

  /** Asks the brokers once. */
  void update() {
    try {
      lag = offsets.read().stream().mapToLong(PartitionOffsets::lag).sum();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.atDebug().setCause(e).log("the lag is not known");
      lag = Double.NaN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    asking.close();
    offsets.close();
  }
}
