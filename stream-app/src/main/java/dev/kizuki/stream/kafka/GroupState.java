package dev.kizuki.stream.kafka;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Whether a consumer group is at rest.
 *
 * @param members the number of consumers
 * @param waiting the number of records that the group has not committed
 */
public record GroupState(int members, long waiting) {
  /** Asks Kafka for a group and its lag in some topics. */
  public static GroupState read(Admin admin, String group, List<String> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    long waiting = 0;
    for (String topic : topics) {
      waiting +=
          new AdminGroupOffsets(admin, group, topic)
              .read().stream().mapToLong(GroupOffsets.PartitionOffsets::lag).sum();
    }
    return new GroupState(members(admin, group), waiting);
  }

  private static int members(Admin admin, String group)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return Objects.requireNonNull(
              admin.describeConsumerGroups(List.of(group)).describedGroups().get(group))
          .get(KafkaTopics.TIMEOUT_S, TimeUnit.SECONDS)
          .members()
          .size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw e;
    }
  }
}
