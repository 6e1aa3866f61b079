package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.mqtt.BrokerAnswer;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.ReasonCode;
import dev.kizuki.stream.mqtt.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the broker's answers on one connection: CONNACK, PUBACK, SUBACK, UNSUBACK and DISCONNECT.
 * Paho gets each answer without its texts and with a reason code that Paho knows, because other
 * answers end Paho's thread. Used by the receiving thread; the results may be read by any thread.
 */
final class BrokerPackets {
  static final int CONNACK = 2;
  static final int PUBACK = 4;
  static final int SUBACK = 9;
  static final int UNSUBACK = 11;
  static final int DISCONNECT = 14;

  /** Every version of Paho takes this code in each of these packets. */
  private static final int UNSPECIFIED = ReasonCode.UNSPECIFIED_ERROR.value();

  /** MQTT 3.1.1, table 3.1: the codes 1 to 5 of a CONNACK, as codes of MQTT 5. */
  private static final int[] OLD_CODES = {0, 0x84, 0x85, 0x88, 0x86, 0x87};

  /** Paho reads the receive maximum as a signed number. */
  private static final int PAHO_MOST_IN_FLIGHT = Short.MAX_VALUE;

  private final MqttSettings asked;
  private final Map<Integer, Refusal> refusedPublications = new ConcurrentHashMap<>();
  private volatile BrokerAnswer connected;
  private volatile int receiveMaximum = PAHO_MOST_IN_FLIGHT;
  private volatile @Nullable Refusal refusedConnection;
  private volatile Refusal subscribed = Refusal.of(0);
  private volatile Refusal unsubscribed = Refusal.of(0);
  private volatile @Nullable Refusal disconnected;

  /**
   * @param asked what the client asked for in its CONNECT
   */
  BrokerPackets(MqttSettings asked) {
    this.asked = asked;
    this.connected = BrokerAnswer.unlimited(asked, false);
  }

  /** The limits in CONNACK. */
  BrokerAnswer connected() {
    return connected;
  }

  /** The most messages that the broker takes before it acknowledged the first of them. */
  int receiveMaximum() {
    return receiveMaximum;
  }

  /** Why the broker refused the connection; empty if it did not. */
  Optional<Refusal> refusedConnection() {
    return Optional.ofNullable(refusedConnection);
  }

  /** The answer to the last subscription; a code below 0x80 is the granted quality of service. */
  Refusal subscribed() {
    return subscribed;
  }

  /** The answer to the last end of a subscription; a code below 0x80 is a success. */
  Refusal unsubscribed() {
    return unsubscribed;
  }

  /** Why the broker refused a publication, once; empty if it did not. */
  Optional<Refusal> takeRefusedPublication(int packetId) {
    return Optional.ofNullable(refusedPublications.remove(packetId));
  }

  /** The broker's DISCONNECT; empty if it sent none. */
  Optional<Refusal> disconnected() {
    return Optional.ofNullable(disconnected);
  }

  /**
   * Reads the answer and writes it for Paho.
   *
   * @param type one of the constants of this class
   * @param body the packet behind its fixed header
   * @return the body for Paho
   */
  byte[] forPaho(int type, byte[] body) throws MalformedPacketException {
    return switch (type) {
      case CONNACK -> connack(body);
      case PUBACK -> puback(body);
      case SUBACK -> suback(body);
      case UNSUBACK -> unsuback(body);
      case DISCONNECT -> disconnect(body);
      default -> throw new IllegalArgumentException("no answer of a broker: " + type);
    };
  }

  private byte[] connack(byte[] body) throws MalformedPacketException {
    requireBytes("CONNACK", body, 2);
    int code = body.length == 2 ? modern(body[1] & 0xff) : body[1] & 0xff;
    Properties properties = new Properties(body, 2);
    if (code != 0) {
      refusedConnection = properties.refusal(code);
      return new byte[] {0, (byte) UNSPECIFIED, 0};
    }
    connected = properties.answer((body[0] & 1) == 1, asked);
    receiveMaximum =
        (int)
            Math.max(
                1,
                Math.min(
                    PAHO_MOST_IN_FLIGHT,
                    properties.number(PropertyCursor.RECEIVE_MAXIMUM, PAHO_MOST_IN_FLIGHT)));
    int keepAlive = (int) connected.keepAlive().toSeconds();
    return new byte[] {
      (byte) (body[0] & 1),
      0,
      6,
      PropertyCursor.SERVER_KEEP_ALIVE,
      (byte) (keepAlive >> 8),
      (byte) keepAlive,
      PropertyCursor.RECEIVE_MAXIMUM,
      (byte) (receiveMaximum >> 8),
      (byte) receiveMaximum
    };
  }

  /** A broker that speaks only MQTT 3.1.1 answers without properties. */
  private static int modern(int code) {
    return code < OLD_CODES.length ? OLD_CODES[code] : code;
  }

  private byte[] puback(byte[] body) throws MalformedPacketException {
    requireBytes("PUBACK", body, 2);
    int code = body.length > 2 ? body[2] & 0xff : 0;
    if (code < ReasonCode.FIRST_FAILURE) {
      return new byte[] {body[0], body[1]};
    }
    refusedPublications.put(packetId(body), new Properties(body, 3).refusal(code));
    return new byte[] {body[0], body[1], (byte) UNSPECIFIED};
  }

  private byte[] suback(byte[] body) throws MalformedPacketException {
    requireBytes("SUBACK", body, 4);
    Properties properties = new Properties(body, 2);
    // one subscription for each SUBSCRIBE, so the last byte is the only code
    int code = body[body.length - 1] & 0xff;
    subscribed = properties.refusal(code);
    return new byte[] {
      body[0],
      body[1],
      0,
      (byte) (code < ReasonCode.FIRST_FAILURE ? Math.min(code, 2) : UNSPECIFIED)
    };
  }

  private byte[] unsuback(byte[] body) throws MalformedPacketException {
    requireBytes("UNSUBACK", body, 4);
    int code = body[body.length - 1] & 0xff;
    unsubscribed = new Properties(body, 2).refusal(code);
    return new byte[] {
      body[0], body[1], 0, (byte) (code < ReasonCode.FIRST_FAILURE ? 0 : UNSPECIFIED)
    };
  }

  private byte[] disconnect(byte[] body) {
    int code = body.length > 0 ? body[0] & 0xff : 0;
    disconnected = new Properties(body, 1).refusal(code);
    return new byte[] {(byte) (code < ReasonCode.FIRST_FAILURE ? 0 : UNSPECIFIED)};
  }

  private static int packetId(byte[] body) {
    return (body[0] & 0xff) << 8 | (body[1] & 0xff);
  }

  private static void requireBytes(String packet, byte[] body, int least)
      throws MalformedPacketException {
    if (body.length < least) {
      throw new MalformedPacketException("a %s is too short".formatted(packet));
    }
  }

  /** The properties of one answer. Those behind a malformed one are ignored. */
  private static final class Properties {
    private final Map<Integer, Long> numbers = new HashMap<>();
    private final Map<Integer, String> texts = new HashMap<>();
    private final Map<String, String> userProperties = new HashMap<>();

    Properties(byte[] body, int lengthAt) {
      try {
        read(body, lengthAt);
      } catch (MalformedPacketException e) {
        texts.putIfAbsent(
            PropertyCursor.REASON_STRING, "(the properties are malformed: " + e.getMessage() + ")");
      }
    }

    private void read(byte[] body, int lengthAt) throws MalformedPacketException {
      int at = lengthAt;
      int length = 0;
      for (int shift = 0; at < body.length; shift += 7) {
        int digit = body[at++];
        length |= (digit & 0x7f) << shift;
        if ((digit & 0x80) == 0) {
          break;
        }
        if (shift == 21) {
          throw new MalformedPacketException("their length has more than four bytes");
        }
      }
      if (length > body.length - at) {
        throw new MalformedPacketException("they are longer than the packet");
      }
      PropertyCursor property = new PropertyCursor(body, at, at + length);
      while (property.next()) {
        add(body, property);
      }
    }

    private void add(byte[] body, PropertyCursor property) {
      switch (property.identifier()) {
        case PropertyCursor.REASON_STRING, PropertyCursor.SERVER_REFERENCE ->
            texts.put(
                property.identifier(),
                MqttText.repair(body, property.textAt(), property.textBytes()));
        case PropertyCursor.USER_PROPERTY ->
            userProperties.put(
                MqttText.repair(body, property.textAt(), property.textBytes()),
                MqttText.repair(body, property.valueAt(), property.valueBytes()));
        default -> numbers.put(property.identifier(), property.number());
      }
    }

    long number(int identifier, long otherwise) {
      return numbers.getOrDefault(identifier, otherwise);
    }

    Refusal refusal(int code) {
      return new Refusal(
          code,
          texts.getOrDefault(PropertyCursor.REASON_STRING, ""),
          userProperties,
          texts.getOrDefault(PropertyCursor.SERVER_REFERENCE, ""));
    }

    BrokerAnswer answer(boolean sessionPresent, MqttSettings asked) {
      return new BrokerAnswer(
          sessionPresent,
          Duration.ofSeconds(
              number(PropertyCursor.SESSION_EXPIRY, asked.sessionExpiry().toSeconds())),
          keepAlive(asked.keepAlive()),
          (int) Math.min(1, number(PropertyCursor.MAXIMUM_QOS, 1)),
          number(PropertyCursor.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE),
          number(PropertyCursor.WILDCARD_SUBSCRIPTIONS, 1) != 0,
          number(PropertyCursor.SHARED_SUBSCRIPTIONS, 1) != 0);
    }

    /**
     * The shorter of both intervals. A client may send more often than the broker demands (MQTT 5,
     * section 3.2.2.3.14), and 0 means that the broker does not watch the client.
     */
    private Duration keepAlive(Duration asked) {
      Duration told =
          Duration.ofSeconds(number(PropertyCursor.SERVER_KEEP_ALIVE, asked.toSeconds()));
      return told.isZero() || told.compareTo(asked) > 0 ? asked : told;
    }
  }
}
