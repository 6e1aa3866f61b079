package dev.kizuki.stream.doctor;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.doctor.Finding.Level;
import dev.kizuki.stream.growth.PartitionCounts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Kafka says of a topic and of the time, compared with what the service needs. */
class TopicRequirementsTest {
  private static final int LARGEST = 1000;
  private static final String IMAGES = "device-images";
  private static final TopicFacts GOOD = facts(4, 3, Set.of(READ, WRITE, DESCRIBE), LARGEST);

  private static TopicFacts facts(
      int partitions, int replicas, Set<AclOperation> allowed, long maxRecordBytes) {
    return new TopicFacts(
        partitions, replicas, allowed, Map.of("max.message.bytes", Long.toString(maxRecordBytes)));
  }

  private static TopicFacts with(String setting, String value) {
    return new TopicFacts(4, 3, GOOD.allowed(), Map.of(setting, value));
  }

  private static TopicRequirements requirements(String kafka) {
    Configuration configuration =
        ConfigurationReader.read(
            "models: [{file: unused.onnx}]\nkafka: {%s}".formatted(kafka), "test", Map.of());
    return new TopicRequirements(configuration, topic -> LARGEST);
  }

  private static Finding compare(String topic, TopicFacts facts) {
    return requirements("threads: 4").compare(topic, facts);
  }

  @Test
  void aTopicThatHasAllIsFine() {
    Finding finding = compare(IMAGES, GOOD);
    assertThat(finding.level()).isEqualTo(Level.OK);
    assertThat(finding.text()).isEqualTo("device-images: 4 partitions, 3 replica(s)");
  }

  @ParameterizedTest
  @CsvSource({
    "device-images, READ, WRITE",
    "device-images, WRITE, READ",
    "anomalies, READ, WRITE",
    "anomalies, WRITE, READ",
    "rejected-images, READ, WRITE"
  })
  void namesTheRightThatIsMissing(String topic, AclOperation allowed, AclOperation missing) {
    Finding finding = compare(topic, facts(4, 3, Set.of(allowed), LARGEST));
    assertThat(finding.level()).isEqualTo(Level.FAILURE);
    assertThat(finding.text()).contains(topic).contains("[" + missing + "]");
    assertThat(finding.remedy()).contains("kafka-acls.sh");
  }

  @Test
  void theServiceOnlyWritesRejectedImages() {
    assertThat(compare("rejected-images", facts(4, 3, Set.of(WRITE), LARGEST)).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void aTopicThatDoesNotTakeTheLargestImageIsAFailure() {
    Finding finding = compare(IMAGES, facts(4, 3, GOOD.allowed(), LARGEST - 1));
    assertThat(finding.level()).isEqualTo(Level.FAILURE);
    assertThat(finding.text()).contains("999").contains("1000");
    assertThat(finding.remedy()).contains("max.message.bytes").contains("limits.maxImageBytes");
  }

  @Test
  void aSizeThatKafkaDoesNotTellIsNoFailure() {
    TopicFacts unknown = new TopicFacts(4, 3, GOOD.allowed(), Map.of());
    assertThat(compare(IMAGES, unknown).level()).isEqualTo(Level.OK);
  }

  @ParameterizedTest
  @CsvSource({"compact, FAILURE", "'compact,delete', FAILURE", "delete, OK"})
  void aCompactedTopicIsAFailure(String policy, Level level) {
    for (String topic : List.of(IMAGES, "anomalies", "rejected-images")) {
      Finding finding = compare(topic, with("cleanup.policy", policy));
      assertThat(finding.level()).isEqualTo(level);
    }
  }

  @ParameterizedTest
  @CsvSource({"60000, WARNING", "86399999, WARNING", "86400000, OK", "-1, OK"})
  void warnsOfATopicThatKeepsRecordsForLessThanADay(String retention, Level level) {
    assertThat(compare(IMAGES, with("retention.ms", retention)).level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"3, OK", "4, FAILURE"})
  void moreReplicasInSyncThanReplicasIsAFailure(String min, Level level) {
    Finding finding = compare(IMAGES, with("min.insync.replicas", min));
    assertThat(finding.level()).isEqualTo(level);
  }

  @Test
  void warnsOfMoreThreadsThanPartitionsOfImages() {
    TopicFacts few = facts(3, 3, GOOD.allowed(), LARGEST);
    assertThat(compare(IMAGES, few).level()).isEqualTo(Level.WARNING);
    assertThat(compare(IMAGES, few).text()).contains("3 partitions for 4 threads");
    assertThat(compare("anomalies", few).level()).isEqualTo(Level.OK);
  }

  @Test
  void theServiceCreatesAMissingTopic() {
    assertThat(requirements("").missing(IMAGES).level()).isEqualTo(Level.OK);
  }

  @Test
  void aMissingTopicIsAFailureIfTheServiceMayNotCreateIt() {
    Finding finding = requirements("createTopics: false").missing(IMAGES);
    assertThat(finding.level()).isEqualTo(Level.FAILURE);
    assertThat(finding.remedy()).contains("create it");
  }

  @ParameterizedTest
  @CsvSource({
    // before, stamped, after (ms), level, skew (ms)
    "1000, 1010, 1020, OK, 0",
    "1000, 1000, 1000, OK, 0",
    "1000, 900, 1020, OK, 100",
    "1000, 6020, 1020, OK, 5000",
    "1000, 6021, 1020, WARNING, 5001",
    "9000, 3999, 9020, WARNING, 5001"
  })
  void theClockOfTheBrokerMustLieBetweenTheTimesOfThisMachine(
      long before, long stamped, long after, Level level, long skew) {
    Finding finding = ClockCheck.compare(before, stamped, after);
    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.text()).contains(skew + " ms from Kafka's");
  }

  @ParameterizedTest
  @CsvSource({
    "incidents",
    "evidence",
    "device-status",
    "service-status",
    "device-limits",
    "image-samples"
  })
  void aTopicOfIncidentsMustBeCompacted(String topic) {
    assertThat(compare(topic, with("cleanup.policy", "compact,delete")).level())
        .isEqualTo(Level.OK);
    Finding finding = compare(topic, with("cleanup.policy", "delete"));
    assertThat(finding.level()).isEqualTo(Level.FAILURE);
    assertThat(finding.text()).contains(topic + " is not compacted");
  }

  @Test
  void theTopicOfActionsMustNotBeCompacted() {
    assertThat(compare("operator-actions", with("cleanup.policy", "compact")).level())
        .isEqualTo(Level.FAILURE);
    assertThat(compare("operator-actions", facts(4, 3, Set.of(WRITE), LARGEST)).text())
        .contains("[READ]");
  }

  @Test
  void imagesActionsAndStoresNeedEqualNumbersOfPartitions() {
    assertThat(partitions(6, 6).level()).isEqualTo(Level.OK);
    Finding finding = partitions(12, 6);
    assertThat(finding.level()).isEqualTo(Level.FAILURE);
    assertThat(finding.text()).contains("operator-actions has 6", "device-images has 12");
    assertThat(finding.remedy()).contains("kizuki partitions");
  }

  private static Finding partitions(int images, int actions) {
    return requirements("")
        .comparePartitions(
            new PartitionCounts(IMAGES, Map.of(IMAGES, images, "operator-actions", actions)));
  }
}
