package dev.kizuki.stream.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.config.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are right let a client talk to a TLS server; the others are named with a remedy. */
class PemSocketsTest {
  private static final int TIMEOUT_MS = 60_000;
  private static final String NONE = "";

  @TempDir private Path folder;

  private final ExecutorService server = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  private static SSLSocketFactory factory(Path trusted, Path certificate) {
    return PemSockets.factory(new PemFiles(trusted.toString(), certificate.toString()), "mqtt");
  }

  private static SSLSocketFactory factory(String trusted, String certificate) {
    return PemSockets.factory(new PemFiles(trusted, certificate), "mqtt");
  }

  /** Accepts one client that shows a certificate of the authority, and returns its name. */
  private static String serve(ServerSocket listening) throws IOException {
    SSLSocketFactory sockets = factory(TestCertificates.AUTHORITY, TestCertificates.SERVER);
    try (Socket raw = listening.accept();
        SSLSocket socket = (SSLSocket) sockets.createSocket(raw, null, true)) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.setUseClientMode(false);
      socket.setNeedClientAuth(true);
      socket.startHandshake();
      socket.getOutputStream().write(42);
      return socket.getSession().getPeerPrincipal().getName();
    }
  }

  /** Connects and reads one byte: with TLS 1.3 a client learns of a refusal when it reads. */
  private static int readByte(SSLSocketFactory client, int port, String host) throws IOException {
    try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket = (SSLSocket) client.createSocket(raw, host, port, true)) {
      socket.setSoTimeout(TIMEOUT_MS);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      return socket.getInputStream().read();
    }
  }

  private void assertRefused(SSLSocketFactory client, String host) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<String> served = server.submit(() -> serve(listening));
      assertThatThrownBy(() -> readByte(client, listening.getLocalPort(), host))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> served.get(TIMEOUT_MS, TimeUnit.MILLISECONDS))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"client.pem, CN=client", "client-rsa.pem, CN=client-rsa"})
  void aClientShowsItsCertificateAndTrustsTheServer(String file, String name) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<String> served = server.submit(() -> serve(listening));
      SSLSocketFactory client = factory(TestCertificates.AUTHORITY, TestCertificates.file(file));
      assertThat(readByte(client, listening.getLocalPort(), "localhost")).isEqualTo(42);
      assertThat(served.get(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo(name);
    }
  }

  @Test
  void aServerOfAForeignAuthorityIsNotTrusted() throws Exception {
    assertRefused(
        factory(TestCertificates.FOREIGN_AUTHORITY, TestCertificates.CLIENT), "localhost");
  }

  @Test
  void aServerThatTheJvmDoesNotKnowIsNotTrusted() throws Exception {
    assertRefused(factory(NONE, TestCertificates.CLIENT.toString()), "localhost");
  }

  @Test
  void aServerWithAnotherNameIsNotTrustedByACallerThatChecksNames() throws Exception {
    assertRefused(factory(TestCertificates.AUTHORITY, TestCertificates.CLIENT), "broker.example");
  }

  @Test
  void aClientWithoutACertificateIsRefused() throws Exception {
    assertRefused(factory(TestCertificates.AUTHORITY.toString(), NONE), "localhost");
  }

  @Test
  void aClientWithAnExpiredCertificateIsRefused() throws Exception {
    assertRefused(factory(TestCertificates.AUTHORITY, TestCertificates.EXPIRED), "localhost");
  }

  @Test
  void severalAuthoritiesCanStandInOneFile() throws Exception {
    Path both =
        Files.writeString(
            folder.resolve("both.pem"),
            Files.readString(TestCertificates.FOREIGN_AUTHORITY)
                + Files.readString(TestCertificates.AUTHORITY));
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<String> served = server.submit(() -> serve(listening));
      assertThat(
              readByte(
                  factory(both, TestCertificates.CLIENT), listening.getLocalPort(), "localhost"))
          .isEqualTo(42);
      assertThat(served.get(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo("CN=client");
    }
  }

  @Test
  void oldVersionsOfTlsAreOff() throws Exception {
    try (SSLSocket socket = (SSLSocket) factory(NONE, NONE).createSocket()) {
      assertThat(socket.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
    }
  }

  @Test
  void namesAMissingFileAndItsKey() {
    assertThatThrownBy(() -> factory("/none/ca.pem", NONE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("mqtt.trustedFile /none/ca.pem cannot be read: there is no such file");
    assertThatThrownBy(() -> factory(NONE, "/none/client.pem"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mqtt.certificateFile /none/client.pem")
        .hasMessageContaining("there is no such file");
  }

  @Test
  void namesTheKeyOfTheCaller() {
    assertThatThrownBy(() -> PemSockets.factory(new PemFiles("/none", NONE), "other"))
        .hasMessageContaining("other.trustedFile /none");
  }

  @Test
  void aFolderCannotBeUsed() {
    assertThatThrownBy(() -> factory(folder.toString(), NONE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mqtt.trustedFile " + folder + " cannot be used");
  }

  @Test
  void aTrustedFileWithoutACertificateIsNamedWithTheRemedy() {
    assertThatThrownBy(() -> factory(TestCertificates.file("key-only.pem").toString(), NONE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mqtt.trustedFile")
        .hasMessageContaining("BEGIN CERTIFICATE");
  }

  @ParameterizedTest
  @CsvSource({
    "authority.pem, no private key",
    "key-only.pem, no certificate",
    "client-sec1.pem, openssl pkcs8",
    "client-pkcs1.pem, openssl pkcs8",
    "client-encrypted.pem, openssl pkcs8"
  })
  void aCertificateFileThatIsNotUsableIsNamedWithTheRemedy(String file, String remedy) {
    Path path = TestCertificates.file(file);
    assertThatThrownBy(() -> factory(TestCertificates.AUTHORITY, path))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mqtt.certificateFile " + path)
        .hasMessageContaining(remedy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
  void aDamagedFileIsNamed(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("ca.pem"), content);
    assertThatThrownBy(() -> factory(file.toString(), NONE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mqtt.trustedFile " + file + " cannot be used");
  }
}
