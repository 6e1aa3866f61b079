package dev.kizuki.stream.mqtt;

/**
 * Opens connections to an MQTT 5 broker. The service uses Eclipse Paho behind it; tests use a
 * broker in memory.
 */
@FunctionalInterface
public interface MqttPort {
  /**
   * Makes a link that is not connected yet.
   *
   * @param listener receives the messages and the loss of this link
   * @throws dev.kizuki.stream.config.ConfigurationException if a password or certificate file
   *     cannot be used
   * @throws MqttFailure if the client cannot be made
   */
  MqttLink open(MqttSettings settings, MqttLink.Listener listener) throws MqttFailure;
}
