package dev.kizuki.stream.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewedCertificatesTest {
  @TempDir private Path folder;

  private final RenewedCertificates certificates = new RenewedCertificates();
  private Path trusted;
  private Path client;

  @BeforeEach
  void configure() throws Exception {
    trusted = folder.resolve("ca.pem");
    client = folder.resolve("client.pem");
    put(trusted, TestCertificates.AUTHORITY);
    put(client, TestCertificates.CLIENT);
    ConfigDef defaults = new ConfigDef();
    SslConfigs.addClientSslSupport(defaults);
    Map<String, Object> settings =
        new KafkaCertificates(new PemFiles(trusted.toString(), client.toString())).settings();
    certificates.configure(defaults.parse(settings));
  }

  @AfterEach
  void close() {
    certificates.close();
  }

  private static void put(Path target, Path source) throws Exception {
    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private void connect() {
    assertThat(certificates.createClientSslEngine("localhost", 9093, "https").getUseClientMode())
        .isTrue();
  }

  private static List<String> names(@Nullable KeyStore store) throws Exception {
    KeyStore known = Objects.requireNonNull(store);
    String alias = Collections.list(known.aliases()).get(0);
    X509Certificate certificate = (X509Certificate) known.getCertificate(alias);
    return List.of(certificate.getSubjectX500Principal().getName());
  }

  @Test
  void readsTheFilesOnceAtTheStart() throws Exception {
    connect();
    KeyStore first = certificates.truststore();
    connect();
    assertThat(certificates.truststore()).isSameAs(first);
    assertThat(names(first)).containsExactly("CN=authority");
  }

  @Test
  void theNextConnectionTrustsTheRenewedAuthority() throws Exception {
    put(trusted, TestCertificates.FOREIGN_AUTHORITY);
    connect();
    assertThat(names(certificates.truststore())).containsExactly("CN=foreign-authority");
  }

  @Test
  void theNextConnectionShowsTheRenewedCertificate() throws Exception {
    put(client, TestCertificates.file("client-rsa.pem"));
    connect();
    assertThat(names(certificates.keystore())).containsExactly("CN=client-rsa");
  }

  @Test
  void aHalfWrittenFileChangesNothingUntilItIsWhole() throws Exception {
    String whole = Files.readString(TestCertificates.FOREIGN_AUTHORITY);
    Files.writeString(trusted, whole.substring(0, whole.length() / 2));
    connect();
    assertThat(names(certificates.truststore())).containsExactly("CN=authority");
    Files.writeString(trusted, whole);
    connect();
    assertThat(names(certificates.truststore())).containsExactly("CN=foreign-authority");
  }

  @Test
  void aFileThatIsAwayChangesNothing() throws Exception {
    Files.delete(trusted);
    connect();
    assertThat(names(certificates.truststore())).containsExactly("CN=authority");
  }

  @Test
  void followsASymbolicLinkToAnotherFile() throws Exception {
    // Kubernetes renews a secret by moving a link
    Files.delete(trusted);
    Files.createSymbolicLink(trusted, TestCertificates.FOREIGN_AUTHORITY);
    connect();
    assertThat(names(certificates.truststore())).containsExactly("CN=foreign-authority");
  }

  @Test
  void makesEnginesOfServersToo() {
    assertThat(certificates.createServerSslEngine("localhost", 9093).getUseClientMode()).isFalse();
  }
}
