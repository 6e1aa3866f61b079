package dev.kizuki.stream.mqtt.paho;

import java.io.IOException;

/** The broker sent bytes that are no MQTT 5 packet, or not one that a client gets. */
final class MalformedPacketException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedPacketException(String message) {
    super(message);
  }
}
