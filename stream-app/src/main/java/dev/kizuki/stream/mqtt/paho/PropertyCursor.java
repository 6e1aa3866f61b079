package dev.kizuki.stream.mqtt.paho;

import org.jspecify.annotations.Nullable;

/**
 * Walks through the properties of a packet (MQTT 5, section 2.2.2). After {@link #next} the other
 * methods describe one property. Not thread-safe.
 */
final class PropertyCursor {
  /** The types of values, MQTT 5 table 2-4. */
  private enum Type {
    BYTE(1),
    TWO_BYTES(2),
    FOUR_BYTES(4),
    VARIABLE(0),
    TEXT(0),
    BINARY(0),
    PAIR(0);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }
  }

  static final int CONTENT_TYPE = 0x03;
  static final int RESPONSE_TOPIC = 0x08;
  static final int SUBSCRIPTION_IDENTIFIER = 0x0b;
  static final int SESSION_EXPIRY = 0x11;
  static final int SERVER_KEEP_ALIVE = 0x13;
  static final int SERVER_REFERENCE = 0x1c;
  static final int REASON_STRING = 0x1f;
  static final int RECEIVE_MAXIMUM = 0x21;
  static final int TOPIC_ALIAS = 0x23;
  static final int MAXIMUM_QOS = 0x24;
  static final int USER_PROPERTY = 0x26;
  static final int MAXIMUM_PACKET_SIZE = 0x27;
  static final int WILDCARD_SUBSCRIPTIONS = 0x28;
  static final int SHARED_SUBSCRIPTIONS = 0x2a;

  private static final @Nullable Type[] TYPES = types();

  private final byte[] bytes;
  private final int end;
  private int at;
  private int identifier;
  private long number;
  private int textAt;
  private int textBytes;
  private int valueAt;
  private int valueBytes;

  /**
   * @param bytes not copied
   * @param at the index of the first property, behind the length of the properties
   * @param end the index behind the last property
   */
  PropertyCursor(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  private static @Nullable Type[] types() {
    @Nullable Type[] types = new Type[0x2b];
    for (int id : new int[] {0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a}) {
      types[id] = Type.BYTE;
    }
    for (int id : new int[] {0x13, 0x21, 0x22, 0x23}) {
      types[id] = Type.TWO_BYTES;
    }
    for (int id : new int[] {0x02, 0x11, 0x18, 0x27}) {
      types[id] = Type.FOUR_BYTES;
    }
    for (int id : new int[] {0x03, 0x08, 0x12, 0x15, 0x1a, 0x1c, 0x1f}) {
      types[id] = Type.TEXT;
    }
    types[0x09] = Type.BINARY;
    types[0x16] = Type.BINARY;
    types[SUBSCRIPTION_IDENTIFIER] = Type.VARIABLE;
    types[USER_PROPERTY] = Type.PAIR;
    return types;
  }

  /**
   * Moves to the next property.
   *
   * @return false behind the last one
   * @throws MalformedPacketException if the rest cannot be read
   */
  boolean next() throws MalformedPacketException {
    if (at == end) {
      return false;
    }
    identifier = bytes[at++] & 0xff;
    Type type = identifier < TYPES.length ? TYPES[identifier] : null;
    if (type == null) {
      throw new MalformedPacketException("the property 0x%02x is unknown".formatted(identifier));
    }
    switch (type) {
      case BYTE, TWO_BYTES, FOUR_BYTES -> number = readNumber(type.bytes);
      case VARIABLE -> number = readVariable();
      case TEXT, BINARY -> readText();
      case PAIR -> readPair();
    }
    return true;
  }

  private void require(int more) throws MalformedPacketException {
    if (more > end - at) {
      throw new MalformedPacketException(
          "the property 0x%02x is longer than the properties".formatted(identifier));
    }
  }

  private long readNumber(int count) throws MalformedPacketException {
    require(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (bytes[at++] & 0xff);
    }
    return value;
  }

  private long readVariable() throws MalformedPacketException {
    long value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      require(1);
      int digit = bytes[at++];
      value |= (long) (digit & 0x7f) << shift;
      if ((digit & 0x80) == 0) {
        return value;
      }
    }
    throw new MalformedPacketException("a number in the properties has more than four bytes");
  }

  private void readText() throws MalformedPacketException {
    textBytes = (int) readNumber(2);
    require(textBytes);
    textAt = at;
    at += textBytes;
  }

  private void readPair() throws MalformedPacketException {
    readText();
    int keyAt = textAt;
    int keyBytes = textBytes;
    readText();
    valueAt = textAt;
    valueBytes = textBytes;
    textAt = keyAt;
    textBytes = keyBytes;
  }

  int identifier() {
    return identifier;
  }

  /** The value of a property that is a number. */
  long number() {
    return number;
  }

  /** The index of a text or of a pair's key. */
  int textAt() {
    return textAt;
  }

  /** The length of a text or of a pair's key. */
  int textBytes() {
    return textBytes;
  }

  /** The index of a pair's value. */
  int valueAt() {
    return valueAt;
  }

  /** The length of a pair's value. */
  int valueBytes() {
    return valueBytes;
  }
}
