package dev.kizuki.stream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.doctor.Finding.Level;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the loss of a broker would do to the topics. */
class ReplicationRequirementsTest {
  private static final TopicReplicas GOOD =
      new TopicReplicas("device-images", 3, 0, OptionalLong.of(2));

  private static List<Finding> compare(int brokers, TopicReplicas... topics) {
    return new ReplicationRequirements(brokers).compare(List.of(topics));
  }

  private static Finding only(int brokers, TopicReplicas... topics) {
    List<Finding> findings = compare(brokers, topics);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private static TopicReplicas topic(String name, int replicas, int lagging, long min) {
    return new TopicReplicas(name, replicas, lagging, OptionalLong.of(min));
  }

  @Test
  void threeReplicasOfWhichTwoAreInSyncAreFine() {
    assertThat(only(3, GOOD, GOOD).level()).isEqualTo(Level.OK);
    assertThat(only(3, GOOD, GOOD).text()).contains("2 topics");
  }

  @Test
  void namesTheTopicsWithFewerReplicasThanThree() {
    Finding finding = only(5, GOOD, topic("__consumer_offsets", 1, 0, 1));
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text()).contains("__consumer_offsets (1)").doesNotContain("device-images");
    assertThat(finding.remedy())
        .contains("kafka.replicationFactor: 3", "offsets.topic.replication.factor");
  }

  @Test
  void twoBrokersNeedTwoReplicas() {
    assertThat(only(2, topic("scores", 1, 0, 1)).text()).contains("fewer than 2 replicas");
  }

  @Test
  void namesTheTopicsThatOneBrokerMayAcknowledge() {
    Finding finding = only(3, GOOD, topic("kizuki-incidents-changelog", 3, 0, 1));
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text()).contains("kizuki-incidents-changelog");
    assertThat(finding.remedy()).contains("min.insync.replicas=2");
  }

  @Test
  void namesThePartitionsThatLag() {
    Finding finding = only(3, GOOD, topic("anomalies", 3, 4, 2));
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text()).contains("anomalies (4 partitions)");
    assertThat(finding.remedy()).contains("start the broker");
  }

  @Test
  void namesTheTopicsThatOneBrokerDownStops() {
    Finding finding = only(3, GOOD, topic("anomalies", 3, 0, 3));
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text()).contains("anomalies").doesNotContain("device-images");
    assertThat(finding.remedy()).contains("3 and 2");
  }

  @Test
  void aSettingThatKafkaDoesNotTellIsNoWarning() {
    assertThat(only(3, new TopicReplicas("scores", 3, 0, OptionalLong.empty())).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void oneLineTellsThatASingleBrokerLosesImagesWithItsDisk() {
    Finding finding = only(1, topic("device-images", 1, 0, 1), topic("scores", 1, 0, 1));
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text()).contains("disk is lost");
    assertThat(finding.remedy()).contains("three brokers");
  }
}
