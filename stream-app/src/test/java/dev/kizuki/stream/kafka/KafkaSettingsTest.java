package dev.kizuki.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.model.ServiceLimitsCheck;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.security.PasswordFileCallbacks;
import dev.kizuki.stream.security.RenewedCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {
  private static final String SASL =
      """
      kafka:
        securityProtocol: SASL_SSL
        saslMechanism: %s
        username: 'line "1"'
        passwordFile: %s
      """;

  @TempDir private Path folder;

  private static Configuration configuration(String yaml) {
    return ConfigurationReader.read("models: [{file: unused.onnx}]\n" + yaml, "test", Map.of());
  }

  private static KafkaSettings settings(String yaml) {
    return new KafkaSettings(configuration(yaml));
  }

  private Path password() throws Exception {
    return Files.writeString(folder.resolve("password"), "s3cret");
  }

  @Test
  void theBridgeWaitsForAllReplicasAndWritesNoRecordTwice() {
    assertThat(settings("").bridgeProducer())
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("linger.ms", 0);
  }

  @Test
  void theAlertConsumerReadsCommittedRecordsAndCommitsThemItself() {
    assertThat(settings("kafka: {applicationId: plant}").alertConsumer())
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("group.id", "plant-alerts");
  }

  @Test
  void theLargestImageFitsIntoARequest() {
    KafkaSettings settings = settings("limits: {maxImageBytes: 4000000}");
    assertThat(settings.maxRequestBytes()).isEqualTo(4_000_000 + 64 * 1024);
    assertThat(settings.bridgeProducer()).containsEntry("max.request.size", 4_000_000 + 64 * 1024);
    assertThat(settings.streams(Map.of()))
        .containsEntry("producer.max.request.size", 4_000_000 + 64 * 1024);
  }

  @Test
  void theAdviceForPhotographsNamesTheLargestRecord() {
    ServiceLimitsCheck check = new ServiceLimitsCheck();
    check.add(new byte[3_900_000]);
    KafkaSettings settings = settings("limits: {maxImageBytes: 4194304}");
    assertThat(check.sentence().orElseThrow())
        .contains("limits.maxImageBytes: 4194304", " " + settings.maxRequestBytes() + " ");
  }

  @Test
  void theProducersMemoryHoldsTheLargestImage() {
    assertThat(settings("limits: {maxImageBytes: 4000000}").bridgeProducer())
        .containsEntry("buffer.memory", 32L << 20);
    KafkaSettings settings = settings("limits: {maxImageBytes: 100000000}");
    long twice = 2L * settings.maxRequestBytes();
    assertThat(settings.bridgeProducer()).containsEntry("buffer.memory", twice);
    assertThat(settings.streams(Map.of())).containsEntry("producer.buffer.memory", twice);
  }

  @Test
  void theDefaultImageFitsIntoTheBrokersDefaultRecord() {
    assertThat(settings("").maxRequestBytes()).isLessThan(1 << 20);
  }

  @Test
  void aRequestHoldsTheKeptPartOfATooLargeImageEvenIfImagesAreSmall() {
    assertThat(settings("limits: {maxImageBytes: 1000}").maxRequestBytes())
        .isEqualTo(2 * 64 * 1024);
  }

  @Test
  void aTopicOfEventsNeedsNoRoomForImages() {
    KafkaSettings settings = settings("limits: {maxImageBytes: 4000000}");
    assertThat(settings.maxRecordBytes("anomalies")).isEqualTo(64 * 1024);
    assertThat(settings.maxRecordBytes("device-images")).isEqualTo(settings.maxRequestBytes());
    assertThat(settings.maxRecordBytes("rejected-images")).isEqualTo(settings.maxRequestBytes());
  }

  @Test
  void eachClientHasItsOwnName() {
    KafkaSettings settings = settings("kafka: {applicationId: plant}");
    assertThat(
            List.of(
                settings.streams(Map.of()).get("client.id"),
                settings.bridgeProducer().get("client.id"),
                settings.alertConsumer().get("client.id"),
                settings.admin().get("client.id"),
                settings.admin("-doctor").get("client.id")))
        .containsExactly("plant", "plant-bridge", "plant-alerts", "plant-admin", "plant-doctor");
  }

  @Test
  void eachClientKnowsTheBrokersAndGivesUpAfterTenSeconds() {
    KafkaSettings settings = settings("kafka: {bootstrapServers: 'kafka:9093'}");
    for (Map<?, ?> client :
        List.<Map<?, ?>>of(
            settings.streams(Map.of()),
            settings.bridgeProducer(),
            settings.alertConsumer(),
            settings.admin())) {
      assertThat(client.get("bootstrap.servers")).isEqualTo("kafka:9093");
      assertThat(client.get("request.timeout.ms")).isEqualTo(10_000);
      assertThat(client.get("security.protocol")).isEqualTo("PLAINTEXT");
    }
  }

  @Test
  void theTopologyHasGuaranteeThreadsAndFolderOfTheConfiguration() {
    Properties streams =
        settings("kafka: {applicationId: plant, threads: 3, stateDir: /data/state}")
            .streams(Map.of());
    assertThat(streams)
        .containsEntry("application.id", "plant")
        .containsEntry("num.stream.threads", 3)
        .containsEntry("state.dir", "/data/state")
        .containsEntry("processing.guarantee", "at_least_once")
        .containsEntry("main.consumer.auto.offset.reset", "earliest");
  }

  @Test
  void transactionsAreCommittedMoreOften() {
    assertThat(settings("").streams(Map.of())).containsEntry("commit.interval.ms", 1000);
    assertThat(settings("kafka: {processingGuarantee: exactly_once_v2}").streams(Map.of()))
        .containsEntry("commit.interval.ms", 200);
  }

  @Test
  void alertsDoNotWaitForABatchUnlessEveryScoreIsWritten() {
    assertThat(settings("").streams(Map.of())).containsEntry("producer.linger.ms", 0);
    assertThat(settings("topics: {scores: scores}").streams(Map.of()))
        .containsEntry("producer.linger.ms", 2);
  }

  @Test
  void theTopologyTakesTheSettingsThatScoreAWholePoll() {
    assertThat(settings("").streams(Map.of("main.consumer.judge", 1)))
        .containsEntry("main.consumer.judge", 1);
  }

  @Test
  void theUsersPropertiesReplaceOurs() {
    KafkaSettings settings =
        settings(
            """
            kafka:
              properties:
                acks: "1"
                request.timeout.ms: "5000"
                isolation.level: read_uncommitted
                client.id: mine
            """);
    assertThat(settings.bridgeProducer())
        .containsEntry("acks", "1")
        .containsEntry("request.timeout.ms", "5000");
    assertThat(settings.alertConsumer()).containsEntry("isolation.level", "read_uncommitted");
    assertThat(settings.admin("-doctor")).containsEntry("client.id", "mine");
    assertThat(settings.streams(Map.of("client.id", "judge"))).containsEntry("client.id", "mine");
  }

  @Test
  void scramTakesUserAndPasswordFromACallback() throws Exception {
    Map<String, Object> admin = settings(SASL.formatted("SCRAM-SHA-512", password())).admin();
    assertThat(admin)
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry("sasl.client.callback.handler.class", PasswordFileCallbacks.class);
    assertThat((String) admin.get("sasl.jaas.config"))
        .startsWith("org.apache.kafka.common.security.scram.ScramLoginModule required")
        .contains("user=\"line \\\"1\\\"\"")
        .contains("passwordFile=\"" + folder.resolve("password") + "\"");
  }

  @Test
  void plainHasItsOwnLoginModule() throws Exception {
    assertThat(
            (String) settings(SASL.formatted("PLAIN", password())).admin().get("sasl.jaas.config"))
        .startsWith("org.apache.kafka.common.security.plain.PlainLoginModule required");
  }

  @Test
  void noClientsSettingsHoldThePassword() throws Exception {
    KafkaSettings settings = settings(SASL.formatted("SCRAM-SHA-256", password()));
    assertThat(
            ""
                + settings.streams(Map.of())
                + settings.bridgeProducer()
                + settings.alertConsumer()
                + settings.admin())
        .contains("passwordFile")
        .doesNotContain("s3cret");
  }

  @Test
  void aMissingPasswordFileStopsTheStart() {
    assertThatThrownBy(() -> settings(SASL.formatted("PLAIN", folder.resolve("none"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kafka.passwordFile")
        .hasMessageContaining("no such file");
  }

  @Test
  void aMissingCertificateStopsTheStart() {
    assertThatThrownBy(() -> settings("kafka: {securityProtocol: SSL, trustedFile: /none/ca.pem}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kafka.trustedFile /none/ca.pem");
  }

  @Test
  void tlsReadsRenewedCertificates() {
    assertThat(settings("kafka: {securityProtocol: SSL}").admin())
        .containsEntry("ssl.engine.factory.class", RenewedCertificates.class)
        .containsEntry("security.protocol", "SSL")
        .doesNotContainKeys("ssl.truststore.location", "ssl.keystore.location");
  }

  @Test
  void anUnencryptedConnectionHasNoTlsSettings() {
    assertThat(settings("").admin())
        .doesNotContainKeys("ssl.engine.factory.class", "sasl.mechanism", "sasl.jaas.config");
  }

  @Test
  void filesBesideTheUsersOwnTlsSettingsAreLeftToKafkasClient() throws Exception {
    Path file = Files.writeString(folder.resolve("encrypted.pem"), "only Kafka can read this");
    assertThat(
            settings(
                    """
                    kafka:
                      securityProtocol: SSL
                      certificateFile: %s
                      properties: {ssl.key.password: s3cret}
                    """
                        .formatted(file))
                .admin())
        .containsEntry("ssl.keystore.location", file.toString())
        .containsEntry("ssl.keystore.type", "PEM")
        .containsEntry("ssl.key.password", "s3cret");
  }

  @Test
  void aNewWebhookGetsNoIncidentsOfThePast() {
    assertThat(settings("kafka: {applicationId: plant}").webhookConsumer("chat"))
        .containsEntry("group.id", "plant-webhooks-chat")
        .containsEntry("client.id", "plant-webhooks-chat")
        .containsEntry("auto.offset.reset", "latest")
        .containsEntry("isolation.level", "read_committed");
    assertThat(settings("kafka: {applicationId: plant}").incidentConsumer())
        .containsEntry("group.id", "plant-incidents")
        .containsEntry("auto.offset.reset", "earliest");
  }

  @Test
  void aToolReadsWithoutAGroup() {
    assertThat(settings("").reader("-console"))
        .containsEntry("client.id", "kizuki-console")
        .containsEntry("isolation.level", "read_committed")
        .doesNotContainKey("group.id");
  }

  @Test
  void changelogsHaveTheReplicasOfTheTopics() {
    assertThat(settings("kafka: {replicationFactor: 3}").streams(Map.of()))
        .containsEntry("replication.factor", 3)
        .containsEntry("topic.min.insync.replicas", "2");
    assertThat(settings("kafka: {replicationFactor: 1}").streams(Map.of()))
        .containsEntry("replication.factor", 1)
        .doesNotContainKey("topic.min.insync.replicas");
    assertThat(settings("").streams(Map.of())).doesNotContainKey("replication.factor");
  }
}
