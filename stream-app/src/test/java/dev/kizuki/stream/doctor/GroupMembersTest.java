package dev.kizuki.stream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.doctor.Finding.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupMembersTest {
  private final GroupMembers expected =
      new GroupMembers("plant", Set.of("device-images", "operator-actions"), "plant");

  private static MemberDescription member(String clientId, String... topics) {
    Set<TopicPartition> partitions =
        Arrays.stream(topics)
            .map(topic -> new TopicPartition(topic, 0))
            .collect(Collectors.toSet());
    return new MemberDescription(
        clientId + "-7c1e",
        Optional.empty(),
        Optional.empty(),
        clientId,
        "/10.1.2.3",
        new MemberAssignment(partitions),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void anUnusedGroupIsFine() {
    assertThat(expected.compare(List.of()).level()).isEqualTo(Level.OK);
  }

  @Test
  void consumersOfTheServiceAreFine() {
    Finding finding =
        expected.compare(
            List.of(
                member("plant-StreamThread-1-consumer", "device-images", "operator-actions"),
                member("plant-StreamThread-2-consumer")));
    assertThat(finding.level()).isEqualTo(Level.OK);
    assertThat(finding.text()).contains("2 consumer(s)");
  }

  @Test
  void aForeignConsumerIsAFailureThatNamesIt() {
    Finding finding =
        expected.compare(
            List.of(
                member("plant-StreamThread-1-consumer", "device-images"),
                member("console-consumer", "device-images")));
    assertThat(finding.level()).isEqualTo(Level.FAILURE);
    assertThat(finding.text())
        .contains("console-consumer at /10.1.2.3")
        .doesNotContain("StreamThread-1");
    assertThat(finding.remedy()).contains("kafka.applicationId");
  }

  @Test
  void aConsumerOfAnotherTopicIsForeignEvenIfItHasOurClientId() {
    Finding finding = expected.compare(List.of(member("plant-StreamThread-1-consumer", "orders")));
    assertThat(finding.level()).isEqualTo(Level.FAILURE);
  }
}
