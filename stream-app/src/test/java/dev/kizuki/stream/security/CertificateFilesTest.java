package dev.kizuki.stream.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.kizuki.stream.config.ConfigurationReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
  private static final double EXPIRED = Instant.parse("2020-01-02T00:00:00Z").getEpochSecond();
  private static final double IN_100_YEARS = Instant.parse("2119-12-08T00:00:00Z").getEpochSecond();

  @TempDir private Path folder;

  private static Map<String, String> named(String yaml) {
    return CertificateFiles.named(
        ConfigurationReader.read("models: [{file: unused.onnx}]\n" + yaml, "test", Map.of()));
  }

  @Test
  void theDefaultsNameNoFile() {
    assertThat(named("")).isEmpty();
  }

  @Test
  void listsTheFilesOfMqttAndKafkaWithTheirKeys() {
    assertThat(
            named(
                """
                mqtt: {broker: "ssl://mqtt:8883", trustedFile: ca.pem, certificateFile: m.pem}
                kafka: {securityProtocol: SSL, trustedFile: kafka-ca.pem, certificateFile: k.pem}
                """))
        .containsExactly(
            entry("ca.pem", "mqtt.trustedFile"),
            entry("m.pem", "mqtt.certificateFile"),
            entry("kafka-ca.pem", "kafka.trustedFile"),
            entry("k.pem", "kafka.certificateFile"));
  }

  @Test
  void listsAFileOfBothOnce() {
    assertThat(
            named(
                """
                mqtt: {broker: "ssl://mqtt:8883", trustedFile: ca.pem}
                kafka: {securityProtocol: SSL, trustedFile: ca.pem}
                """))
        .containsExactly(entry("ca.pem", "mqtt.trustedFile"));
  }

  @Test
  void listsThePemStoresOfKafkaProperties() {
    assertThat(
            named(
                """
                kafka:
                  properties:
                    ssl.truststore.type: PEM
                    ssl.truststore.location: own-ca.pem
                    ssl.keystore.type: PKCS12
                    ssl.keystore.location: own.p12
                """))
        .containsExactly(entry("own-ca.pem", "kafka.properties ssl.truststore.location"));
  }

  @Test
  void aPemStoreWithoutALocationIsNoFile() {
    assertThat(named("kafka: {properties: {ssl.truststore.type: PEM}}")).isEmpty();
  }

  @Test
  void theExpiryIsThatOfTheFirstCertificateThatExpires() throws Exception {
    assertThat(CertificateFiles.expiry(TestCertificates.EXPIRED)).hasValue(EXPIRED);
    assertThat(CertificateFiles.expiry(TestCertificates.CLIENT)).hasValue(IN_100_YEARS);
  }

  @Test
  void theOrderInTheFileDoesNotMatter() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("both.pem"),
            Files.readString(TestCertificates.CLIENT) + Files.readString(TestCertificates.EXPIRED));
    assertThat(CertificateFiles.expiry(file)).hasValue(EXPIRED);
  }

  @Test
  void aFileWithoutACertificateHasNoExpiry() throws Exception {
    assertThat(CertificateFiles.expiry(TestCertificates.file("key-only.pem"))).isEmpty();
    assertThat(CertificateFiles.expiryOrNaN(TestCertificates.file("key-only.pem").toString()))
        .isNaN();
  }

  @Test
  void aMissingOrDamagedFileIsNaNForTheMetric() throws Exception {
    Path damaged =
        Files.writeString(
            folder.resolve("damaged.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThat(CertificateFiles.expiryOrNaN("/none/ca.pem")).isNaN();
    assertThat(CertificateFiles.expiryOrNaN(damaged.toString())).isNaN();
    assertThat(CertificateFiles.expiryOrNaN(TestCertificates.EXPIRED.toString()))
        .isEqualTo(EXPIRED);
    assertThatThrownBy(() -> CertificateFiles.expiry(damaged))
        .isInstanceOf(CertificateException.class);
    assertThatThrownBy(() -> CertificateFiles.expiry(Path.of("/none/ca.pem")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
