package dev.kizuki.stream.mqtt.paho;

import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.CONNECT;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.PINGREQ;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.PUBACK;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.PUBLISH;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.SUBSCRIBE;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.UNSUBSCRIBE;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.concatenated;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.packet;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.property;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.publish;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.text;
import static dev.kizuki.stream.mqtt.paho.ScriptedBroker.userProperty;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.mqtt.BrokerAnswer;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.mqtt.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paho behind our port, against a local peer that sends prepared bytes. */
class PahoPortTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final LinkEvents events = new LinkEvents();
  private final List<MqttMessage> messages = events.messages;
  private final List<String> losses = events.losses;
  private ScriptedBroker broker;
  private @Nullable MqttLink link;

  @BeforeEach
  void start() throws IOException {
    broker = new ScriptedBroker();
  }

  @AfterEach
  void close() throws IOException {
    if (link != null) {
      link.abandon();
    }
    broker.close();
  }

  private MqttLink open() throws MqttFailure {
    return open(Duration.ofSeconds(30));
  }

  private MqttLink open(Duration keepAlive) throws MqttFailure {
    MqttSettings settings =
        new MqttSettings(
            MqttAccess.anonymous(broker.address()), "test", 50, Duration.ofHours(1), keepAlive);
    link = new PahoPort().open(settings, events);
    return link;
  }

  private MqttLink connected() throws MqttFailure {
    MqttLink fresh = open();
    fresh.connect();
    return fresh;
  }

  @Test
  void asksForTheSessionThatTheSettingsWant() throws Exception {
    connected();
    byte[] connect = broker.await(1);
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
    broker.answer(CONNECT, packet(0x20, 0, 0x87, 0));
    assertThatThrownBy(this::connected)
        .isInstanceOfSatisfying(
            MqttFailure.class, failure -> assertThat(failure.code()).hasValue(0x87));
  }

  @Test
  void nobodyListeningIsAFailureWithoutACode() throws Exception {
    broker.close();
    assertThatThrownBy(this::connected)
        .isInstanceOfSatisfying(MqttFailure.class, failure -> assertThat(failure.code()).isEmpty());
  }

  @Test
  void aRefusedSubscriptionNamesTheFilter() throws Exception {
    broker.answer(SUBSCRIBE, packet(0x90, 0, 1, 0, 0x87));
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
    broker.send(publish("devices/a/images", 5, properties, payload));
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
    broker.send(publish("devices/a/images", 5, new byte[0], new byte[] {1}));
    await().atMost(LONG).until(() -> messages.size() == 1);
    assertThat(messages.get(0).contentType()).isNull();
    assertThat(messages.get(0).userProperties()).isEmpty();
  }

  @Test
  void acknowledgesByHandWithThePacketIdentifier() throws Exception {
    MqttLink fresh = connected();
    broker.send(publish("devices/a/images", 0x0102, new byte[0], new byte[] {1}));
    await().atMost(LONG).until(() -> messages.size() == 1);
    fresh.acknowledge(messages.get(0));
    byte[] puback = broker.await(4);
    assertThat(puback[2]).isEqualTo((byte) 1);
    assertThat(puback[3]).isEqualTo((byte) 2);
  }

  @Test
  void aPublicationCompletesWithItsAcknowledgement() throws Exception {
    broker.answer(PUBLISH, packet(0x40, 0, 1));
    MqttLink fresh = connected();
    fresh
        .publish(new Publication("t", new byte[] {1}, "text/plain", Map.of("a", "b")))
        .get(30, TimeUnit.SECONDS);
    byte[] publish = broker.await(3);
    assertThat(new String(publish, UTF_8)).contains("text/plain");
    assertThat((publish[0] & 0x06) >> 1).as("quality of service").isEqualTo(1);
  }

  @Test
  void aRefusedPublicationFailsWithItsReason() throws Exception {
    broker.answer(PUBLISH, packet(0x40, 0, 1, 0x87));
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
  void aPublicationWithoutAnAnswerFailsWithTheConnection() throws Exception {
    CompletableFuture<Void> done = send(connected(), 1);
    broker.await(PUBLISH);
    broker.hangUp();
    assertThatThrownBy(() -> done.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
  }

  @Test
  void aBrokerThatClosesWithoutAReasonIsSaidInWords() throws Exception {
    connected();
    broker.hangUp();
    await().atMost(LONG).until(() -> !losses.isEmpty());
    assertThat(losses.get(0)).contains("the broker closed the connection");
  }

  @Test
  void aBrokenConnectionIsToldOnce() throws Exception {
    MqttLink fresh = connected();
    broker.close();
    await().atMost(LONG).until(() -> !losses.isEmpty());
    assertThat(fresh.isConnected()).isFalse();
    fresh.abandon();
    fresh.abandon();
    assertThat(losses).hasSize(1);
  }

  @Test
  void aSessionThatIsTakenOverIsSaidInWords() throws Exception {
    connected();
    broker.send(new byte[] {(byte) 0xe0, 2, (byte) 0x8e, 0});
    await().atMost(LONG).until(() -> !losses.isEmpty());
    assertThat(losses.get(0))
        .contains("another client connected with the same mqtt.clientId; give each its own");
  }

  @Test
  void endsASubscription() throws Exception {
    // no subscription existed (MQTT 5, 3.11.3)
    broker.answer(UNSUBSCRIBE, sent -> packet(0xb0, sent[2], sent[3], 0, 0x11));
    MqttLink fresh = connected();
    fresh.unsubscribe("devices/+/images");
    assertThat(new String(broker.await(UNSUBSCRIBE), UTF_8)).endsWith("devices/+/images");
    assertThat(fresh.isConnected()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x87, 0x91, 0xee})
  void aRefusedEndOfASubscriptionNamesTheFilter(int code) throws Exception {
    broker.answer(UNSUBSCRIBE, sent -> packet(0xb0, sent[2], sent[3], 0, code));
    MqttLink fresh = connected();
    assertThatThrownBy(() -> fresh.unsubscribe("devices/+/images"))
        .isInstanceOfSatisfying(
            MqttFailure.class, failure -> assertThat(failure.code()).hasValue(code))
        .hasMessageContaining("devices/+/images");
    assertThat(fresh.isConnected()).isTrue();
  }

  @Test
  void letsTheBrokerDeleteTheSession() throws Exception {
    MqttLink fresh = connected();
    fresh.closeForGood();
    // reason 0, and a session expiry of zero (MQTT 5, 3.14.2.2.2)
    assertThat(broker.await(14)).isEqualTo(new byte[] {(byte) 0xe0, 7, 0, 5, 0x11, 0, 0, 0, 0});
  }

  @Test
  void publishesNoMoreAtOnceThanTheBrokerTakes() throws Exception {
    // receive maximum 7 (MQTT 5, 3.2.2.3.3)
    broker.answer(CONNECT, packet(0x20, 0, 0, 3, 33, 0, 7));
    assertThat(connected().mostInFlight()).isEqualTo(7);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(UTF_8);
  }

  /** Sends a message that breaks MQTT 5 between two others. */
  private void sendBetweenOthers(byte[] bad) throws Exception {
    broker.send(publish("devices/before/images", 1, new byte[0], new byte[100]));
    broker.send(bad);
    broker.send(publish("devices/after/images", 3, new byte[0], new byte[100]));
  }

  @ParameterizedTest
  @MethodSource("badMessages")
  void aMessageThatBreaksMqttArrivesWithItsDefectAndIsAcknowledged(byte[] bad) throws Exception {
    MqttLink fresh = connected();
    sendBetweenOthers(bad);
    await().atMost(LONG).until(() -> messages.size() == 3);
    assertThat(messages).extracting(MqttMessage::packetId).containsExactly(1, 2, 3);
    assertThat(messages.get(0).defect()).isEmpty();
    assertThat(messages.get(1).defect()).isNotEmpty();
    assertThat(messages.get(2).defect()).isEmpty();
    messages.forEach(fresh::acknowledge);
    for (int id = 1; id <= 3; id++) {
      assertThat(broker.await(PUBACK)[3]).isEqualTo((byte) id);
    }
    assertThat(fresh.isConnected()).isTrue();
    assertThat(losses).isEmpty();
  }

  private static Stream<byte[]> badMessages() {
    byte[] image = new byte[100];
    return Stream.of(
        publish(ascii("devices/ba\u000ed/images"), 2, new byte[0], image),
        publish(new byte[] {'a', (byte) 0xff, (byte) 0xfe}, 2, new byte[0], image),
        publish("t", 2, userProperty(ascii("firmware"), ascii("v1\n")), image),
        publish("t", 2, userProperty(ascii("\u0000"), ascii("v")), image),
        publish("t", 2, property(0x03, ascii("image/png\u0000")), image),
        publish("t", 2, property(0x08, new byte[] {(byte) 0xc0}), image),
        publish("t", 2, new byte[] {0x7f}, image),
        publish("t", 2, new byte[] {0x26, 0, 9}, image),
        publish("", 2, new byte[0], image));
  }

  @Test
  void aMessageThatCannotBeAcknowledgedEndsTheConnectionWithAReason() throws Exception {
    connected();
    broker.send(new byte[] {0x32, 4, 0, 99, 0, 0});
    await().atMost(LONG).until(() -> !losses.isEmpty());
    assertThat(losses.get(0)).contains("cannot be acknowledged");
  }

  @Test
  void reasonStringsWithBadCharactersEndNothing() throws Exception {
    byte[] reason = property(0x1f, new byte[] {'n', 'o', 0, (byte) 0xff});
    byte[] connack = concatenated(new byte[] {0, 0, (byte) reason.length}, reason);
    byte[] suback = concatenated(new byte[] {0, 1, (byte) reason.length}, reason, new byte[] {1});
    byte[] puback = concatenated(new byte[] {0, 2, (byte) 0x97, (byte) reason.length}, reason);
    broker
        .answer(CONNECT, packet(0x20, connack))
        .answer(SUBSCRIBE, packet(0x90, suback))
        .answer(PUBLISH, packet(0x40, puback));
    MqttLink fresh = connected();
    assertThat(fresh.subscribe("devices/+/images")).isEqualTo(1);
    assertThatThrownBy(() -> send(fresh, 1).get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("quota exceeded (0x97)")
        .hasMessageContaining("no\ufffd\ufffd")
        .hasMessageNotContaining("mqtt.username");
    assertThat(fresh.isConnected()).isTrue();
    broker.send(packet(0xe0, concatenated(new byte[] {(byte) 0x98, (byte) reason.length}, reason)));
    await().atMost(LONG).until(() -> !losses.isEmpty());
    assertThat(losses.get(0)).contains("administrative action (0x98)").contains("no\ufffd");
  }

  private static CompletableFuture<Void> send(MqttLink link, int payloadBytes) {
    return link.publish(new Publication("t", new byte[payloadBytes], null, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2, 0xee})
  void aRefusedSubscriptionKeepsTheConnectionWhateverItsCode(int code) throws Exception {
    broker.answer(SUBSCRIBE, subscribe -> packet(0x90, subscribe[2], subscribe[3], 0, code));
    MqttLink fresh = connected();
    assertThatThrownBy(() -> fresh.subscribe("devices/+/images"))
        .isInstanceOfSatisfying(
            MqttFailure.class, failure -> assertThat(failure.code()).hasValue(code));
    assertThat(fresh.isConnected()).isTrue();
  }

  @Test
  void theQualityOfServiceOfASubscriptionIsTold() throws Exception {
    broker.answer(SUBSCRIBE, packet(0x90, 0, 1, 0, 0));
    assertThat(connected().subscribe("devices/+/images")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x84, 0x86, 0x88, 0x8a, 0x97, 0x9c, 0x9f, 0xa0})
  void aRefusedConnectionHasItsCodeWhateverItIs(int code) throws Exception {
    broker.answer(CONNECT, packet(0x20, 0, code, 0));
    assertThatThrownBy(this::connected)
        .isInstanceOfSatisfying(
            MqttFailure.class, failure -> assertThat(failure.code()).hasValue(code));
  }

  @Test
  void aBrokerOfMqtt3IsSaidInWords() throws Exception {
    broker.answer(CONNECT, packet(0x20, 0, 1));
    assertThatThrownBy(this::connected).hasMessageContaining("unsupported protocol version (0x84)");
  }

  @Test
  void aRefusalRepeatsWhatTheBrokerSays() throws Exception {
    byte[] properties =
        concatenated(
            property(0x1f, ascii("not registered")),
            property(0x1c, ascii("other:1883")),
            userProperty(ascii("case"), ascii("42")));
    byte[] connack =
        concatenated(new byte[] {0, (byte) 0x9d, (byte) properties.length}, properties);
    broker.answer(CONNECT, packet(0x20, connack));
    assertThatThrownBy(this::connected)
        .hasMessageContaining("server moved (0x9d)")
        .hasMessageContaining("not registered")
        .hasMessageContaining("other:1883")
        .hasMessageContaining("case=42");
  }

  @Test
  void aDisconnectionInsteadOfAnAnswerIsTheReason() throws Exception {
    broker.answer(SUBSCRIBE, packet(0xe0, 0x87));
    MqttLink fresh = connected();
    assertThatThrownBy(() -> fresh.subscribe("devices/+/images"))
        .isInstanceOf(MqttFailure.class)
        .hasMessageContaining("not authorized (0x87)");
  }

  @Test
  void readsTheLimitsOfTheBroker() throws Exception {
    broker.answer(
        CONNECT,
        packet(
            0x20, 1, 0, 19, 0x11, 0, 0, 0, 60, 0x13, 0, 4, 0x24, 0, 0x27, 0, 0, 1, 44, 0x28, 0,
            0x2a, 0));
    MqttLink fresh = open();
    assertThat(fresh.connect())
        .isEqualTo(
            new BrokerAnswer(
                true, Duration.ofSeconds(60), Duration.ofSeconds(4), 0, 300, false, false));
  }

  @Test
  void asksForNoMoreThanMqttAllowsIfTheBrokerSaysNothing() throws Exception {
    BrokerAnswer answer = open().connect();
    assertThat(answer.sessionPresent()).isFalse();
    assertThat(answer.sessionExpiry()).isEqualTo(Duration.ofHours(1));
    assertThat(answer.keepAlive()).isEqualTo(Duration.ofSeconds(30));
    assertThat(answer.maximumQos()).isEqualTo(1);
  }

  @Test
  void pingsAsOftenAsTheBrokerDemands() throws Exception {
    broker.answer(CONNECT, packet(0x20, 0, 0, 3, 0x13, 0, 1));
    MqttLink fresh = open(Duration.ofHours(1));
    fresh.connect();
    for (int i = 0; i < 3; i++) {
      broker.await(PINGREQ);
    }
    assertThat(fresh.isConnected()).isTrue();
  }

  @Test
  void aServerKeepAliveOfZeroKeepsOurOwnPings() throws Exception {
    broker.answer(CONNECT, packet(0x20, 0, 0, 3, 0x13, 0, 0));
    open(Duration.ofSeconds(1)).connect();
    broker.await(PINGREQ);
  }

  @Test
  void publishesNothingAboveTheBrokersLimit() throws Exception {
    broker.answer(CONNECT, packet(0x20, 0, 0, 5, 0x27, 0, 0, 1, 44));
    MqttLink fresh = connected();
    // 300 bytes: fixed header 3, topic 3, identifier 2, properties 1
    CompletableFuture<Void> fits = send(fresh, 291);
    assertThatThrownBy(() -> send(fresh, 292).join())
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.isPermanent()).isTrue())
        .hasMessageContaining("301 bytes");
    assertThat(broker.await(PUBLISH)).hasSize(2 + 297);
    assertThat(fits).isNotDone();
    assertThat(fresh.isConnected()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/+/b", "a/#", "a\u0000", "a\nb", "\ud800", "\uffff"})
  void aTopicThatMqttForbidsFailsAndKeepsTheConnection(String topic) throws Exception {
    MqttLink fresh = connected();
    CompletableFuture<Void> done =
        fresh.publish(new Publication(topic, new byte[1], null, Map.of()));
    assertThatThrownBy(done::join)
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.isPermanent()).isTrue());
    assertThat(fresh.isConnected()).isTrue();
  }

  @Test
  void aTopicThatIsTooLongFails() throws Exception {
    CompletableFuture<Void> done =
        connected()
            .publish(new Publication("ä".repeat(32768), new byte[1], null, Map.of("a", "b")));
    assertThatThrownBy(done::join).hasCauseInstanceOf(RefusedException.class);
  }

  @Test
  void publishesAtQosZeroIfTheBrokerAllowsNoMore() throws Exception {
    broker.answer(CONNECT, packet(0x20, 0, 0, 2, 0x24, 0));
    send(connected(), 1).get(30, TimeUnit.SECONDS);
    assertThat(broker.await(PUBLISH)[0] & 0x06).isZero();
  }

  @Test
  void aThreadOfPahoThatDiesIsALoss() throws Exception {
    MqttLink fresh = connected();
    Thread receiver =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("MQTT Rec: test"))
            .findFirst()
            .orElseThrow();
    await().atMost(LONG).until(() -> receiver.getUncaughtExceptionHandler() instanceof ThreadWatch);
    receiver
        .getUncaughtExceptionHandler()
        .uncaughtException(receiver, new IllegalStateException("test"));
    assertThat(losses).singleElement().asString().contains("test");
    assertThat(fresh.isConnected()).isFalse();
  }
}
