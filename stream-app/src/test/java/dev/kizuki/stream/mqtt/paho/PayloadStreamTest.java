package dev.kizuki.stream.mqtt.paho;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttPingResp;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;

/** Packets as Paho writes them, through the stream, and as Paho reads them. */
class PayloadStreamTest {
  private final Payloads payloads = new Payloads();
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

  private byte[] through(InputStream input) throws IOException {
    return new PayloadStream(input, payloads).readAllBytes();
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
        assertThat(read.getTopicName()).isEqualTo("devices/ä/images");
        assertThat(read.getProperties().getContentType()).isEqualTo("image/png");
        assertThat(payloads.collect(read.getMessage().getPayload())).isEqualTo(payload);
      }
    }
  }

  @Test
  void otherPacketsPassAsTheyAre() throws Exception {
    byte[] pong = {(byte) 0xd0, 0};
    assertThat(through(new ByteArrayInputStream(pong))).isEqualTo(pong);
    byte[] suback = new byte[300];
    suback[0] = (byte) 0x90;
    suback[1] = (byte) (0x80 | 297 % 128);
    suback[2] = 297 / 128;
    assertThat(through(new ByteArrayInputStream(suback))).isEqualTo(suback);
    assertThat(MqttWireMessage.createWireMessage(pong)).isInstanceOf(MqttPingResp.class);
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
    byte[] read = readAll(new PayloadStream(slow, payloads));
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
      assertThat(payloads.collect(packet.getMessage().getPayload())).isEqualTo(random(i * 20));
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
  void aPayloadThatLooksLikeATicketIsItself() {
    byte[] guess = new byte[Payloads.TICKET_BYTES];
    assertThat(payloads.collect(guess)).isSameAs(guess);
    byte[] payload = random(100);
    byte[] ticket = payloads.ticket();
    payloads.deposit(payload);
    assertThat(payloads.collect(ticket)).isSameAs(payload);
  }

  @Test
  void aTicketWithoutItsPayloadIsAnError() {
    byte[] ticket = payloads.ticket();
    payloads.deposit(random(100));
    payloads.collect(ticket);
    assertThatThrownBy(() -> payloads.collect(ticket)).isInstanceOf(IllegalStateException.class);
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
    PayloadStream stream = new PayloadStream(slow, payloads);
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
    assertThat(payloads.collect(read.getMessage().getPayload())).isEqualTo(payload);
  }

  @Test
  void aPublishWhoseHeaderDoesNotFitIsAnError() {
    byte[] lying = {0x30, 3, (byte) 0xff, (byte) 0xff, 0};
    byte[] lyingProperties = {0x30, 6, 0, 1, 'a', 5, 0, 0};
    byte[] overlong = {0x30, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1};
    for (byte[] packet : new byte[][] {lying, lyingProperties, overlong}) {
      assertThatThrownBy(() -> through(new ByteArrayInputStream(packet)))
          .isExactlyInstanceOf(IOException.class);
    }
  }
}
