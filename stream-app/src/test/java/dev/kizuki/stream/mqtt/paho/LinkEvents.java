package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.MqttMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the messages and the losses of a link. */
final class LinkEvents implements MqttLink.Listener {
  final List<MqttMessage> messages = new CopyOnWriteArrayList<>();
  final List<String> losses = new CopyOnWriteArrayList<>();

  @Override
  public void arrived(MqttMessage message) {
    messages.add(message);
  }

  @Override
  public void lost(String reason) {
    losses.add(reason);
  }
}
