package dev.kizuki.stream.mqtt.paho;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.mqtt.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paho behind our port, against a local peer that sends prepared bytes. */
class PahoPortTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};

  private final List<MqttMessage> messages = new CopyOnWriteArrayList<>();
  private final List<String> losses = new CopyOnWriteArrayList<>();
  private Peer peer;
  private @Nullable MqttLink link;

  /** Reads whole packets and answers the first of each type with prepared bytes. */
  private static final class Peer implements AutoCloseable {
    private final ServerSocket server;
    private final Map<Integer, byte[]> answers;
    private final LinkedBlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Socket> client = new CompletableFuture<>();

    Peer(Map<Integer, byte[]> answers) throws IOException {
      this.answers = answers;
      this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(this::serve, "peer");
      thread.setDaemon(true);
      thread.start();
    }

    URI address() {
      return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    private void serve() {
      try (Socket socket = server.accept()) {
        client.complete(socket);
        DataInputStream input = new DataInputStream(socket.getInputStream());
        OutputStream output = socket.getOutputStream();
        while (true) {
          byte[] packet = readPacket(input);
          received.add(packet);
          byte[] answer = answers.get((packet[0] & 0xff) >> 4);
          if (answer != null) {
            output.write(answer);
            output.flush();
          }
        }
      } catch (IOException e) {
        client.completeExceptionally(e);
      }
    }

    private static byte[] readPacket(DataInputStream input) throws IOException {
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      packet.write(input.readUnsignedByte());
      int length = 0;
      int digit = 0x80;
      for (int shift = 0; (digit & 0x80) != 0; shift += 7) {
        digit = input.readUnsignedByte();
        length |= (digit & 0x7f) << shift;
      }
      packet.write(length);
      packet.writeBytes(input.readNBytes(length));
      return packet.toByteArray();
    }

    void send(byte[] bytes) throws Exception {
      OutputStream output = client.get(30, TimeUnit.SECONDS).getOutputStream();
      output.write(bytes);
      output.flush();
    }

    /** The next packet of a type, MQTT 5 section 2.1.2. */
    byte[] await(int type) throws InterruptedException {
      while (true) {
        byte[] packet = received.poll(30, TimeUnit.SECONDS);
        if (packet == null) {
          throw new AssertionError("no packet of type " + type);
        }
        if ((packet[0] & 0xff) >> 4 == type) {
          return packet;
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      if (client.isDone() && !client.isCompletedExceptionally()) {
        client.join().close();
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    peer = new Peer(Map.of(1, CONNACK));
  }

  @AfterEach
  void close() throws IOException {
    if (link != null) {
      link.abandon();
    }
    peer.close();
  }

  private void peerAnswers(Map<Integer, byte[]> answers) throws IOException {
    peer.close();
    peer = new Peer(answers);
  }

  private MqttLink open() throws MqttFailure {
    MqttSettings settings =
        new MqttSettings(
            MqttAccess.anonymous(peer.address()),
            "test",
            50,
            Duration.ofHours(1),
            Duration.ofSeconds(30));
    link =
        new PahoPort()
            .open(
                settings,
                new MqttLink.Listener() {
                  @Override
                  public void arrived(MqttMessage message) {
                    messages.add(message);
                  }

                  @Override
                  public void lost(String reason) {
                    losses.add(reason);
                  }
                });
    return link;
  }

  private MqttLink connected() throws MqttFailure {
    MqttLink fresh = open();
    fresh.connect();
    return fresh;
  }

  private static byte[] publish(String topic, int packetId, byte[] properties, byte[] payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(topic.length() >> 8);
    body.write(topic.length());
    body.writeBytes(topic.getBytes(UTF_8));
    body.write(packetId >> 8);
    body.write(packetId);
    body.write(properties.length);
    body.writeBytes(properties);
    body.writeBytes(payload);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(0x32);
    int remaining = body.size();
    do {
      int digit = remaining & 0x7f;
      remaining >>>= 7;
      packet.write(remaining > 0 ? digit | 0x80 : digit);
    } while (remaining > 0);
    packet.writeBytes(body.toByteArray());
    return packet.toByteArray();
  }

  private static byte[] text(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(text.length() >> 8);
    bytes.write(text.length());
    bytes.writeBytes(text.getBytes(UTF_8));
    return bytes.toByteArray();
  }

  private static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void asksForTheSessionThatTheSettingsWant() throws Exception {
    connected();
    byte[] connect = peer.await(1);
    // flags: no clean start, no will, no user; then keep alive 30 s
    assertThat(connect[9]).isZero();
    assertThat(connect[10] << 8 | connect[11]).isEqualTo(30);
    List<Integer> properties = new ArrayList<>();
    for (byte each : connect) {
      properties.add((int) each);
    }
    // session expiry 3600 s (MQTT 5, 3.1.2.11.2) and receive maximum 50 (3.1.2.11.3)
    assertThat(properties).containsSubsequence(17, 0, 0, 0x0e, 0x10);
    assertThat(properties).containsSubsequence(33, 0, 50);
  }

  @Test
  void aRefusedConnectionHasTheReasonCode() throws Exception {
    peerAnswers(Map.of(1, new byte[] {0x20, 3, 0, (byte) 0x87, 0}));
    assertThatThrownBy(this::connected)
        .isInstanceOfSatisfying(
            MqttFailure.class, failure -> assertThat(failure.code()).hasValue(0x87));
  }

  @Test
  void nobodyListeningIsAFailureWithoutACode() throws Exception {
    peer.close();
    assertThatThrownBy(this::connected)
        .isInstanceOfSatisfying(MqttFailure.class, failure -> assertThat(failure.code()).isEmpty());
  }

  @Test
  void aRefusedSubscriptionNamesTheFilter() throws Exception {
    peerAnswers(Map.of(1, CONNACK, 8, new byte[] {(byte) 0x90, 4, 0, 1, 0, (byte) 0x87}));
    MqttLink fresh = connected();
    assertThatThrownBy(() -> fresh.subscribe("devices/+/images"))
        .isInstanceOf(MqttFailure.class)
        .hasMessageContaining("devices/+/images")
        .hasMessageContaining("0x87");
  }

  @Test
  void aMessageArrivesWithItsProperties() throws Exception {
    connected();
    byte[] properties =
        concatenated(
            new byte[] {3},
            text("image/png"),
            new byte[] {38},
            text("sequence"),
            text("1"),
            new byte[] {38},
            text("sequence"),
            text("2"));
    byte[] payload = new byte[1000];
    payload[999] = 7;
    peer.send(publish("devices/a/images", 5, properties, payload));
    await().atMost(LONG).until(() -> messages.size() == 1);
    MqttMessage message = messages.get(0);
    assertThat(message.topic()).isEqualTo("devices/a/images");
    assertThat(message.payload()).isEqualTo(payload);
    assertThat(message.contentType()).isEqualTo("image/png");
    assertThat(message.userProperties()).containsExactly(Map.entry("sequence", "2"));
    assertThat(message.qos()).isEqualTo(1);
    assertThat(message.packetId()).isEqualTo(5);
  }

  @Test
  void aMessageWithoutPropertiesArrives() throws Exception {
    connected();
    peer.send(publish("devices/a/images", 5, new byte[0], new byte[] {1}));
    await().atMost(LONG).until(() -> messages.size() == 1);
    assertThat(messages.get(0).contentType()).isNull();
    assertThat(messages.get(0).userProperties()).isEmpty();
  }

  @Test
  void acknowledgesByHandWithThePacketIdentifier() throws Exception {
    MqttLink fresh = connected();
    peer.send(publish("devices/a/images", 0x0102, new byte[0], new byte[] {1}));
    await().atMost(LONG).until(() -> messages.size() == 1);
    fresh.acknowledge(messages.get(0));
    byte[] puback = peer.await(4);
    assertThat(puback[2]).isEqualTo((byte) 1);
    assertThat(puback[3]).isEqualTo((byte) 2);
  }

  @Test
  void aPublicationCompletesWithItsAcknowledgement() throws Exception {
    peerAnswers(Map.of(1, CONNACK, 3, new byte[] {0x40, 2, 0, 1}));
    MqttLink fresh = connected();
    fresh
        .publish(new Publication("t", new byte[] {1}, "text/plain", Map.of("a", "b")))
        .get(30, TimeUnit.SECONDS);
    byte[] publish = peer.await(3);
    assertThat(new String(publish, UTF_8)).contains("text/plain");
    assertThat((publish[0] & 0x06) >> 1).as("quality of service").isEqualTo(1);
  }

  @Test
  void aRefusedPublicationFailsWithItsReason() throws Exception {
    peerAnswers(Map.of(1, CONNACK, 3, new byte[] {0x40, 3, 0, 1, (byte) 0x87}));
    MqttLink fresh = connected();
    CompletableFuture<Void> done =
        fresh.publish(new Publication("t", new byte[] {1}, null, Map.of()));
    assertThatThrownBy(() -> done.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.isPermanent()).isTrue());
  }

  @Test
  void aBrokenConnectionIsToldOnce() throws Exception {
    MqttLink fresh = connected();
    peer.close();
    await().atMost(LONG).until(() -> !losses.isEmpty());
    assertThat(fresh.isConnected()).isFalse();
    fresh.abandon();
    fresh.abandon();
    assertThat(losses).hasSize(1);
  }

  @Test
  void aSessionThatIsTakenOverIsSaidInWords() throws Exception {
    connected();
    peer.send(new byte[] {(byte) 0xe0, 2, (byte) 0x8e, 0});
    await().atMost(LONG).until(() -> !losses.isEmpty());
    assertThat(losses.get(0))
        .isEqualTo("another client connected with the same mqtt.clientId; give each its own");
  }

  @Test
  void publishesNoMoreAtOnceThanTheBrokerTakes() throws Exception {
    // receive maximum 7 (MQTT 5, 3.2.2.3.3)
    peerAnswers(Map.of(1, new byte[] {0x20, 6, 0, 0, 3, 33, 0, 7}));
    assertThat(connected().mostInFlight()).isEqualTo(7);
  }
}
