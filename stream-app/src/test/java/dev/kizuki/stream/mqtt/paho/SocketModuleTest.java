package dev.kizuki.stream.mqtt.paho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.security.PemFiles;
import dev.kizuki.stream.security.PemSockets;
import dev.kizuki.stream.security.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Paho behind our port over TCP and TLS. */
class SocketModuleTest {
  private static final String NONE = "";
  private static final byte[] IP_V6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final String AUTHORITY = TestCertificates.AUTHORITY.toString();

  private @Nullable ScriptedBroker broker;
  private @Nullable MqttLink link;

  @AfterEach
  void close() throws IOException {
    if (link != null) {
      link.abandon();
    }
    if (broker != null) {
      broker.close();
    }
  }

  /** A broker with TLS that wants a certificate of each client. */
  private static ScriptedBroker secureBroker(Path certificate) throws IOException {
    SSLServerSocket socket =
        (SSLServerSocket)
            PemSockets.context(new PemFiles(AUTHORITY, certificate.toString()), "test")
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(true);
    return new ScriptedBroker(socket);
  }

  private void connect(String address, String trusted, String certificate) throws MqttFailure {
    MqttAccess access = new MqttAccess(URI.create(address), NONE, NONE, trusted, certificate);
    link =
        new PahoPort()
            .open(
                MqttSettings.transientSession(access, "test"),
                new MqttLink.Listener() {
                  @Override
                  public void arrived(MqttMessage message) {
                    // these tests send none
                  }

                  @Override
                  public void lost(String reason) {
                    // these tests close the connection themselves
                  }
                });
    link.connect();
  }

  private void connectSecurely(String host, Path trusted, Path certificate) throws Exception {
    broker = secureBroker(TestCertificates.SERVER);
    connect(
        "mqtts://%s:%d".formatted(host, broker.port()), trusted.toString(), certificate.toString());
  }

  @Test
  void tlsWithACertificateOfTheClient() throws Exception {
    connectSecurely("localhost", TestCertificates.AUTHORITY, TestCertificates.CLIENT);
    assertThat(link).isNotNull().satisfies(made -> assertThat(made.isConnected()).isTrue());
  }

  @Test
  void aBrokerOfAForeignAuthorityIsRefused() {
    assertThatThrownBy(
            () ->
                connectSecurely(
                    "localhost", TestCertificates.FOREIGN_AUTHORITY, TestCertificates.CLIENT))
        .isInstanceOf(MqttFailure.class)
        .hasMessageContaining("certification path");
  }

  @Test
  void aBrokerWithAnotherNameIsRefused() throws Exception {
    broker = secureBroker(TestCertificates.CLIENT);
    String address = "ssl://localhost:" + broker.port();
    assertThatThrownBy(() -> connect(address, AUTHORITY, TestCertificates.CLIENT.toString()))
        .isInstanceOf(MqttFailure.class)
        .hasMessageContaining("localhost");
  }

  @Test
  void anExpiredCertificateOfTheClientIsRefused() {
    assertThatThrownBy(
            () ->
                connectSecurely("localhost", TestCertificates.AUTHORITY, TestCertificates.EXPIRED))
        .isInstanceOf(MqttFailure.class);
  }

  @Test
  void anIpV6Address() throws Exception {
    ServerSocket server;
    try {
      server = new ServerSocket(0, 10, InetAddress.getByAddress(IP_V6_LOOPBACK));
    } catch (IOException e) {
      assumeTrue(false, "this machine has no IPv6: " + e);
      return;
    }
    broker = new ScriptedBroker(server);
    connect("tcp://[::1]:" + broker.port(), NONE, NONE);
    assertThat(link).isNotNull().satisfies(made -> assertThat(made.isConnected()).isTrue());
  }

  @Test
  void anUnknownHostIsNamed() {
    assertThatThrownBy(() -> connect("tcp://no_such_host.invalid:1883", NONE, NONE))
        .isInstanceOf(MqttFailure.class)
        .hasMessageContaining("no_such_host.invalid");
  }
}
