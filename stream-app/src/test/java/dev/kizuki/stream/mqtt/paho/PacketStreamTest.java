package dev.kizuki.stream.mqtt.paho;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets as Paho writes them, through the stream, and as Paho reads them. */
class PacketStreamTest {
  private static final MqttSettings SETTINGS =
      MqttSettings.transientSession(
          MqttAccess.anonymous(URI.create("tcp://localhost:1883")), "test");

  private final ArrivedMessages messages = new ArrivedMessages();
  private final BrokerPackets answers = new BrokerPackets(SETTINGS);
  private int timeouts;

  private static byte[] bytes(MqttWireMessage packet) throws MqttException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(packet.getHeader());
    bytes.writeBytes(packet.getPayload());
    return bytes.toByteArray();
  }

  private static byte[] publish(String topic, int qos, byte[] payload) throws MqttException {
    MqttProperties properties = new MqttProperties();
    properties.setContentType("image/png");
    MqttPublish packet =
        new MqttPublish(topic, new MqttMessage(payload, qos, false, properties), properties);
    packet.setMessageId(4711);
    return bytes(packet);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private byte[] collect(MqttPublish ticket) {
    return messages.collect(ticket.getMessage().getPayload()).publication().payload();
  }

  /** The message of one PUBLISH. */
  private ArrivedMessages.Arrived arrived(byte[] publish) throws Exception {
    MqttPublish ticket =
        (MqttPublish) MqttWireMessage.createWireMessage(through(new ByteArrayInputStream(publish)));
    return messages.collect(ticket.getMessage().getPayload());
  }

  private byte[] through(InputStream input) throws IOException {
    return new PacketStream(input, messages, answers).readAllBytes();
  }

  @Test
  void payloadsOfAnySizeArriveWithTopicAndProperties() throws Exception {
    for (int qos : new int[] {0, 1}) {
      for (int length :
          new int[] {0, 1, 15, 16, 17, 63, 64, 65, 127, 128, 784, 20_000, 2_200_000}) {
        byte[] payload = random(length);
        byte[] packet =
            through(new ByteArrayInputStream(publish("devices/ä/images", qos, payload)));
        assertThat(packet).hasSizeLessThan(200);
        MqttPublish read = (MqttPublish) MqttWireMessage.createWireMessage(packet);
        assertThat(read.getQoS()).isEqualTo(qos);
        assertThat(read.getMessageId()).isEqualTo(qos == 0 ? 0 : 4711);
        ArrivedMessages.Arrived message = messages.collect(read.getMessage().getPayload());
        assertThat(message.publication().topic()).isEqualTo("devices/ä/images");
        assertThat(message.publication().contentType()).isEqualTo("image/png");
        assertThat(message.publication().payload()).isEqualTo(payload);
        assertThat(message.defect()).isEmpty();
      }
    }
  }

  @Test
  void pingsPass() throws Exception {
    byte[] pong = {(byte) 0xd0, 0};
    assertThat(through(new ByteArrayInputStream(pong))).isEqualTo(pong);
  }

  @Test
  void packetsThatNobodyNeedsAreDropped() throws Exception {
    byte[] dropped =
        ScriptedBroker.concatenated(
            ScriptedBroker.packet(0x50, 0, 1),
            ScriptedBroker.packet(0x62, 0, 1),
            ScriptedBroker.packet(0x70, 0, 1, 0x92, 99),
            ScriptedBroker.packet(0xf0, 0x18, 5));
    assertThat(through(new ByteArrayInputStream(dropped))).isEmpty();
  }

  @Test
  void packetsThatOnlyClientsSendAreAnError() {
    for (int first : new int[] {0x00, 0x10, 0x82, 0xa2, 0xc0}) {
      byte[] packet = ScriptedBroker.packet(first, 0, 1);
      assertThatThrownBy(() -> through(new ByteArrayInputStream(packet)))
          .isInstanceOf(MalformedPacketException.class);
    }
  }

  @Test
  void manyPacketsInSmallPiecesWithTimeoutsBetweenLoseNothing() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      all.writeBytes(publish("devices/d/images", 1, random(i * 20)));
    }
    byte[] bytes = all.toByteArray();
    InputStream slow =
        new InputStream() {
          private int at;
          private int calls;

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            if (++calls % 3 == 0) {
              throw new SocketTimeoutException();
            }
            if (at == bytes.length) {
              return -1;
            }
            int n = Math.min(Math.min(length, 1 + calls % 7), bytes.length - at);
            System.arraycopy(bytes, at, target, offset, n);
            at += n;
            return n;
          }
        };
    byte[] read = readAll(new PacketStream(slow, messages, answers));
    int start = 0;
    for (int i = 0; i < 50; i++) {
      int end = start + 1;
      int remaining = 0;
      for (int shift = 0, more = 0x80; more != 0; shift += 7) {
        remaining |= (read[end] & 0x7f) << shift;
        more = read[end++] & 0x80;
      }
      end += remaining;
      MqttPublish packet =
          (MqttPublish) MqttWireMessage.createWireMessage(Arrays.copyOfRange(read, start, end));
      assertThat(collect(packet)).isEqualTo(random(i * 20));
      start = end;
    }
    assertThat(start).isEqualTo(read.length);
    assertThat(timeouts).isPositive();
  }

  /** As Paho reads: again after each timeout. */
  private byte[] readAll(InputStream stream) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = new byte[100];
    while (true) {
      try {
        int n = stream.read(some);
        if (n < 0) {
          return all.toByteArray();
        }
        all.write(some, 0, n);
      } catch (SocketTimeoutException e) {
        timeouts++;
      }
    }
  }

  @Test
  void aTicketIsGoodForOneMessage() throws Exception {
    byte[] ticket = messages.ticket();
    through(new ByteArrayInputStream(publish("t", 1, random(100))));
    assertThat(messages.collect(ticket).publication().payload()).isEqualTo(random(100));
    assertThatThrownBy(() -> messages.collect(ticket)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> messages.collect(new byte[3]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatEndsWithinAPacketIsAnError() throws Exception {
    byte[] packet = publish("devices/d/images", 1, "an image".repeat(50).getBytes(UTF_8));
    for (int length = 1; length < packet.length; length++) {
      InputStream cut = new ByteArrayInputStream(Arrays.copyOf(packet, length));
      assertThatThrownBy(() -> through(cut)).isInstanceOf(EOFException.class);
    }
    assertThat(through(new ByteArrayInputStream(new byte[0]))).isEmpty();
  }

  @Test
  void somethingIsHandedOutWhileALargePayloadArrives() throws Exception {
    byte[] payload = random(900_000);
    int[] consumed = new int[1];
    InputStream slow =
        new ByteArrayInputStream(publish("devices/d/images", 1, payload)) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            int n = super.read(target, offset, Math.min(length, 1000));
            consumed[0] += Math.max(0, n);
            return n;
          }
        };
    PacketStream stream = new PacketStream(slow, messages, answers);
    byte[] packet = new byte[200];
    int length = 0;
    int longest = 0;
    for (int n = 0, before = 0; n >= 0; before = consumed[0]) {
      length += n;
      n = stream.read(packet, length, packet.length - length);
      longest = Math.max(longest, consumed[0] - before);
    }
    // a fifteenth of it
    assertThat(longest).isLessThan(payload.length / 15 + 2000);
    MqttPublish read =
        (MqttPublish) MqttWireMessage.createWireMessage(Arrays.copyOf(packet, length));
    assertThat(collect(read)).isEqualTo(payload);
  }

  @Test
  void aMessageThatCannotBeAcknowledgedIsAnError() {
    byte[] longTopic = {0x32, 3, (byte) 0xff, (byte) 0xff, 0};
    byte[] noTopic = {0x32, 1, 0};
    byte[] overlong = {0x30, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1};
    byte[] qos2 = {0x34, 6, 0, 1, 'a', 0, 1, 0};
    byte[] qos3 = {0x36, 6, 0, 1, 'a', 0, 1, 0};
    for (byte[] packet : new byte[][] {longTopic, noTopic, overlong, qos2, qos3}) {
      assertThatThrownBy(() -> through(new ByteArrayInputStream(packet)))
          .isInstanceOf(MalformedPacketException.class);
    }
  }

  @Test
  void anUnreadableHeaderIsADefectAndTheNextPacketIsRead() throws Exception {
    byte[] next = publish("next", 1, random(5));
    byte[][] unreadable = {
      {0x30, 3, (byte) 0xff, (byte) 0xff, 0},
      {0x30, 1, 0},
      {0x30, 0},
      {0x30, 3, 0, 1, 'a'},
      {0x30, 6, 0, 1, 'a', 5, 0, 0},
      {0x32, 8, 0, 1, 'a', 0, 9, 5, 0, 0},
      {0x32, 10, 0, 1, 'a', 0, 9, -1, -1, -1, -1, 1},
    };
    for (byte[] bytes : unreadable) {
      byte[] both = through(new ByteArrayInputStream(ScriptedBroker.concatenated(bytes, next)));
      int length = both.length - through(new ByteArrayInputStream(next)).length;
      MqttPublish bad =
          (MqttPublish) MqttWireMessage.createWireMessage(Arrays.copyOf(both, length));
      MqttPublish good =
          (MqttPublish)
              MqttWireMessage.createWireMessage(Arrays.copyOfRange(both, length, both.length));
      ArrivedMessages.Arrived message = messages.collect(bad.getMessage().getPayload());
      assertThat(message.defect()).isNotEmpty();
      assertThat(message.publication().payload()).isEmpty();
      assertThat(bad.getMessageId()).isEqualTo(bytes[0] == 0x32 ? 9 : 0);
      assertThat(collect(good)).isEqualTo(random(5));
    }
  }

  @ParameterizedTest
  @MethodSource("badTexts")
  void aBadTextIsADefectAndIsRepaired(byte[] bad, String repaired) throws Exception {
    byte[] payload = random(80);
    byte[] good = "good".getBytes(UTF_8);
    ArrivedMessages.Arrived topic = arrived(ScriptedBroker.publish(bad, 1, new byte[0], payload));
    assertThat(topic.publication().topic()).isEqualTo(repaired);
    byte[][] properties = {
      ScriptedBroker.property(0x03, bad),
      ScriptedBroker.property(0x08, bad),
      ScriptedBroker.userProperty(good, bad),
      ScriptedBroker.userProperty(bad, good),
    };
    for (byte[] property : properties) {
      ArrivedMessages.Arrived message = arrived(ScriptedBroker.publish("t", 1, property, payload));
      assertThat(message.defect()).isNotEmpty();
      assertThat(message.publication().topic()).isEqualTo("t");
      assertThat(message.publication().payload()).isEqualTo(payload);
    }
    assertThat(arrived(ScriptedBroker.publish("t", 1, properties[2], payload)).publication())
        .satisfies(message -> assertThat(message.userProperties()).containsEntry("good", repaired));
  }

  private static Stream<Arguments> badTexts() {
    return Stream.of(
        arguments("a\u0000b".getBytes(UTF_8), "a\ufffdb"),
        arguments("a\nb".getBytes(UTF_8), "a\ufffdb"),
        arguments("a\u000eb".getBytes(UTF_8), "a\ufffdb"),
        arguments("a\u007f".getBytes(UTF_8), "a\ufffd"),
        arguments("\u0085b".getBytes(UTF_8), "\ufffdb"),
        arguments("\ufffe".getBytes(UTF_8), "\ufffd"),
        arguments("\uffff".getBytes(UTF_8), "\ufffd"),
        arguments("\ufdd0".getBytes(UTF_8), "\ufffd"),
        arguments("\ud83f\udfff".getBytes(UTF_8), "\ufffd"),
        arguments(new byte[] {(byte) 0xff, 'a'}, "\ufffda"),
        // an overlong '/', RFC 3629 section 3
        arguments(new byte[] {(byte) 0xc0, (byte) 0xaf}, "\ufffd\ufffd"),
        // the surrogate U+D800
        arguments(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80, 'a'}, "\ufffda"));
  }

  @Test
  void goodTextsOfAnyScriptAreNoDefect() throws Exception {
    for (String text : new String[] {"Prüfung", "検査", "\ud83d\ude00", "\ufeffa", "\ufffd", " "}) {
      byte[] bytes = text.getBytes(UTF_8);
      byte[] properties =
          ScriptedBroker.concatenated(
              ScriptedBroker.property(0x03, bytes), ScriptedBroker.userProperty(bytes, bytes));
      ArrivedMessages.Arrived message =
          arrived(ScriptedBroker.publish(bytes, 1, properties, bytes));
      assertThat(message.defect()).isEmpty();
      assertThat(message.publication().topic()).isEqualTo(text);
      assertThat(message.publication().contentType()).isEqualTo(text);
      assertThat(message.publication().userProperties()).containsEntry(text, text);
    }
  }

  @Test
  void anEmptyUserPropertyIsNoDefect() throws Exception {
    byte[] empty = ScriptedBroker.userProperty(new byte[0], new byte[0]);
    ArrivedMessages.Arrived message = arrived(ScriptedBroker.publish("t", 1, empty, random(5)));
    assertThat(message.defect()).isEmpty();
    assertThat(message.publication().userProperties()).containsEntry("", "");
  }

  @ParameterizedTest
  @MethodSource("badProperties")
  void badPropertiesAreADefectAndKeepThePayload(byte[] properties) throws Exception {
    ArrivedMessages.Arrived message =
        arrived(ScriptedBroker.publish("t", 1, properties, random(90)));
    assertThat(message.defect()).isNotEmpty();
    assertThat(message.publication().topic()).isEqualTo("t");
    assertThat(message.publication().payload()).isEqualTo(random(90));
  }

  private static Stream<byte[]> badProperties() {
    byte[] type = ScriptedBroker.property(0x03, new byte[] {'a'});
    return Stream.of(
        new byte[] {0x00},
        new byte[] {0x7f, 1},
        new byte[] {(byte) 0xff, 1},
        // a property of CONNACK
        new byte[] {0x21, 0, 1},
        new byte[] {0x02, 0, 0, 0},
        new byte[] {0x03, 0},
        new byte[] {0x03, 0, 9, 'a'},
        new byte[] {0x26, 0, 1, 'a'},
        new byte[] {0x26, 0, 1, 'a', 0, 9, 'b'},
        new byte[] {0x09, (byte) 0xff, (byte) 0xff, 1},
        new byte[] {0x0b, -1, -1, -1, -1, 1},
        new byte[] {0x23, 0, 0},
        ScriptedBroker.concatenated(type, type));
  }

  @Test
  void propertiesThatTheServiceDoesNotUseAreNoDefect() throws Exception {
    byte[] properties =
        ScriptedBroker.concatenated(
            new byte[] {0x01, 1, 0x02, 0, 0, 0, 9, 0x09, 0, 1, 7},
            new byte[] {0x0b, 1, 0x0b, (byte) 0x80, 1},
            ScriptedBroker.property(0x08, "answer/here".getBytes(UTF_8)));
    assertThat(arrived(ScriptedBroker.publish("t", 1, properties, random(9))).defect()).isEmpty();
  }

  @Test
  void aTopicAliasStandsForTheTopicBefore() throws Exception {
    byte[] alias = {0x23, 0, 1};
    byte[] both =
        through(
            new ByteArrayInputStream(
                ScriptedBroker.concatenated(
                    ScriptedBroker.publish("devices/a/images", 1, alias, random(5)),
                    ScriptedBroker.publish("", 2, alias, random(6)))));
    MqttPublish second =
        (MqttPublish)
            MqttWireMessage.createWireMessage(
                Arrays.copyOfRange(both, both.length / 2, both.length));
    assertThat(messages.collect(second.getMessage().getPayload()).publication().topic())
        .isEqualTo("devices/a/images");
  }

  @Test
  void anUnknownTopicAliasAndAnEmptyTopicAreDefects() throws Exception {
    byte[] alias = {0x23, 0, 2};
    assertThat(arrived(ScriptedBroker.publish("", 1, alias, random(5))).defect()).isNotEmpty();
    assertThat(arrived(ScriptedBroker.publish("", 1, new byte[0], random(5))).defect())
        .isNotEmpty();
  }

  /** Paho must be able to read anything that the stream hands out. */
  @Test
  void pahoReadsWhatIsHandedOutWhateverTheBrokerSends() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = new byte[random.nextInt(40)];
      random.nextBytes(body);
      int[] types = {2, 3, 4, 9, 14};
      int type = types[random.nextInt(types.length)];
      int flags = type == 3 ? random.nextInt(4) & 0x02 : 0;
      if (type == 3 && body.length > 2 && random.nextBoolean()) {
        body[0] = 0;
        body[1] = (byte) random.nextInt(10);
      }
      byte[] out;
      try {
        out = through(new ByteArrayInputStream(ScriptedBroker.packet(type << 4 | flags, body)));
      } catch (MalformedPacketException e) {
        continue;
      }
      MqttWireMessage read = MqttWireMessage.createWireMessage(out);
      if (read instanceof MqttPublish ticket) {
        messages.collect(ticket.getMessage().getPayload());
      }
    }
  }
}
