package dev.kizuki.stream.bridge;

import dev.kizuki.stream.mqtt.Delivery;
import dev.kizuki.stream.mqtt.MqttMessage;

/**
 * An image on its way from MQTT to Kafka.
 *
 * @param delivery the message and the answer to the MQTT broker
 * @param arrivedMs its arrival, milliseconds since 1970
 * @param arrivedNs its arrival, by {@link System#nanoTime}
 */
record PendingImage(Delivery delivery, long arrivedMs, long arrivedNs) {
  MqttMessage message() {
    return delivery.message();
  }

  int bytes() {
    return message().payload().length;
  }
}
