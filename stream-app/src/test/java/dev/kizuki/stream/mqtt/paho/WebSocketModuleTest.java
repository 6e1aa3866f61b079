package dev.kizuki.stream.mqtt.paho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.security.PemFiles;
import dev.kizuki.stream.security.PemSockets;
import dev.kizuki.stream.security.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paho behind our port over WebSockets, to a gateway in front of a scripted broker. */
class WebSocketModuleTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final LinkEvents events = new LinkEvents();
  private final List<MqttMessage> messages = events.messages;
  private final List<String> losses = events.losses;
  private ScriptedBroker broker;
  private WebSocketGateway gateway;
  private @Nullable MqttLink link;

  @BeforeEach
  void start() throws IOException {
    broker = new ScriptedBroker();
    gateway = new WebSocketGateway(broker.address(), "/mqtt", null);
  }

  @AfterEach
  void close() throws IOException {
    if (link != null) {
      link.abandon();
    }
    gateway.close();
    broker.close();
  }

  private void useTls(Path certificate) throws IOException {
    gateway.close();
    gateway = new WebSocketGateway(broker.address(), "/mqtt", tls(certificate));
  }

  private static SSLContext tls(Path certificate) {
    return PemSockets.context(
        new PemFiles(TestCertificates.AUTHORITY.toString(), certificate.toString()), "test");
  }

  private MqttLink connected(String address, String trusted) throws MqttFailure {
    MqttAccess access =
        new MqttAccess(
            URI.create(address.replace("PORT", Integer.toString(gateway.port()))),
            "",
            "",
            trusted,
            "");
    MqttSettings settings =
        new MqttSettings(access, "test", 50, Duration.ofHours(1), Duration.ofSeconds(30));
    link = new PahoPort().open(settings, events);
    link.connect();
    return link;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private void carriesMessagesBothWays(MqttLink fresh) throws Exception {
    assertThat(fresh.subscribe("devices/+/images")).isEqualTo(1);
    for (int bytes : new int[] {1, 784, 200_000}) {
      broker.send(ScriptedBroker.publish("devices/a/images", bytes, new byte[0], random(bytes)));
    }
    await().atMost(LONG).until(() -> messages.size() == 3);
    assertThat(messages)
        .extracting(message -> message.payload().length)
        .containsExactly(1, 784, 200_000);
    assertThat(messages.get(2).payload()).isEqualTo(random(200_000));
    fresh.acknowledge(messages.get(0));
    assertThat(broker.await(ScriptedBroker.PUBACK)[3]).isEqualTo((byte) 1);
    broker.answer(
        ScriptedBroker.PUBLISH,
        publish -> ScriptedBroker.packet(0x40, 0, publish[publish.length - 1] == 0 ? 2 : 1));
    var done = fresh.publish(new Publication("t", new byte[70_000], null, Map.of()));
    assertThat(broker.await(ScriptedBroker.PUBLISH)).hasSizeGreaterThan(70_000);
    done.get(30, TimeUnit.SECONDS);
  }

  @Test
  void carriesMessagesBothWays() throws Exception {
    carriesMessagesBothWays(connected("ws://127.0.0.1:PORT/mqtt", ""));
    assertThat(gateway.requests().get(0)).containsEntry("sec-websocket-protocol", "mqtt");
  }

  @Test
  void carriesMessagesBothWaysOverTls() throws Exception {
    useTls(TestCertificates.SERVER);
    carriesMessagesBothWays(
        connected("wss://localhost:PORT", TestCertificates.AUTHORITY.toString()));
  }

  @Test
  void aServerOfAForeignAuthorityIsRefused() throws Exception {
    useTls(TestCertificates.SERVER);
    assertThatThrownBy(
            () -> connected("wss://localhost:PORT", TestCertificates.FOREIGN_AUTHORITY.toString()))
        .isInstanceOf(MqttFailure.class)
        .hasMessageContaining("certification path");
  }

  @Test
  void aServerWithAnotherNameIsRefused() throws Exception {
    useTls(TestCertificates.CLIENT);
    assertThatThrownBy(
            () -> connected("wss://localhost:PORT", TestCertificates.AUTHORITY.toString()))
        .isInstanceOf(MqttFailure.class)
        .hasMessageContaining("localhost");
  }

  @Test
  void anotherPathIsSaidInWords() {
    assertThatThrownBy(() -> connected("ws://127.0.0.1:PORT/other", ""))
        .isInstanceOf(MqttFailure.class)
        .hasMessageContaining("HTTP 404")
        .hasMessageContaining("path of mqtt.broker");
  }

  @Test
  void aBrokenConnectionIsToldOnce() throws Exception {
    MqttLink fresh = connected("ws://127.0.0.1:PORT/mqtt", "");
    broker.hangUp();
    await().atMost(LONG).until(() -> !losses.isEmpty());
    assertThat(fresh.isConnected()).isFalse();
    assertThat(losses).hasSize(1);
  }

  @Test
  void saysGoodbye() throws Exception {
    connected("ws://127.0.0.1:PORT/mqtt", "").close();
    assertThat(broker.await(14)).isNotEmpty();
    assertThat(losses).isEmpty();
  }
}
