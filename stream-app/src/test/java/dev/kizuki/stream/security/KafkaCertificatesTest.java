package dev.kizuki.stream.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.config.ConfigurationException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaCertificatesTest {
  private static KafkaCertificates certificates(String trusted, String certificate) {
    return new KafkaCertificates(new PemFiles(trusted, certificate));
  }

  @Test
  void withoutFilesThereAreNoSettings() {
    assertThat(certificates("", "").settings()).isEmpty();
    assertThatCode(() -> certificates("", "").requireUsable("kafka")).doesNotThrowAnyException();
  }

  @Test
  void namesBothFilesAsPem() {
    assertThat(certificates("ca.pem", "kizuki.pem").settings())
        .containsEntry("ssl.truststore.type", "PEM")
        .containsEntry("ssl.truststore.location", "ca.pem")
        .containsEntry("ssl.keystore.type", "PEM")
        .containsEntry("ssl.keystore.location", "kizuki.pem")
        .hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client.pem", "client-rsa.pem"})
  void kafkaReadsTheSameFilesAsMqtt(String client) {
    KafkaCertificates files =
        certificates(
            TestCertificates.AUTHORITY.toString(), TestCertificates.file(client).toString());
    assertThatCode(() -> files.requireUsable("kafka")).doesNotThrowAnyException();
  }

  @Test
  void namesAMissingFileAndItsKey() {
    assertThatThrownBy(() -> certificates("", "/none/kizuki.pem").requireUsable("kafka"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kafka.certificateFile /none/kizuki.pem")
        .hasMessageContaining("no such file");
  }

  @Test
  void namesATrustedFileWithoutACertificate() {
    Path file = TestCertificates.file("key-only.pem");
    assertThatThrownBy(() -> certificates(file.toString(), "").requireUsable("kafka"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kafka.trustedFile " + file + " cannot be used");
  }

  @Test
  void namesACertificateFileWithoutAKey() {
    String file = TestCertificates.AUTHORITY.toString();
    assertThatThrownBy(() -> certificates(file, file).requireUsable("kafka"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kafka.certificateFile " + file);
  }
}
