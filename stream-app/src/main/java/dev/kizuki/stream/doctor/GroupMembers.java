package dev.kizuki.stream.doctor;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * The members that a consumer group of the service should have. A foreign consumer takes partitions
 * away, and the service does not see their records.
 *
 * @param group the name of the group
 * @param topics the only topics that the service reads in this group
 * @param clientIds the beginning of the client ids of the service
 */
record GroupMembers(String group, Set<String> topics, String clientIds) {
  private static final String SUBJECT = "group";

  /** Compares the members of the group with those of the service. */
  Finding compare(Collection<MemberDescription> members) {
    if (members.isEmpty()) {
      return unused();
    }
    Set<String> foreign =
        members.stream()
            .filter(member -> !member.clientId().startsWith(clientIds) || !readsOnlyOurs(member))
            .map(member -> member.clientId() + " at " + member.host())
            .collect(Collectors.toCollection(TreeSet::new));
    return foreign.isEmpty()
        ? Finding.ok(
            SUBJECT, "%s: %d consumer(s), all of the service".formatted(group, members.size()))
        : Finding.failure(
            SUBJECT,
            "%s has foreign consumers, which take partitions away from the service: %s"
                .formatted(group, foreign),
            "give the other program a group of its own, or change kafka.applicationId");
  }

  private boolean readsOnlyOurs(MemberDescription member) {
    return member.assignment().topicPartitions().stream()
        .map(TopicPartition::topic)
        .allMatch(topics::contains);
  }

  private Finding unused() {
    return Finding.ok(SUBJECT, group + ": no consumers");
  }
}
