package dev.kizuki.stream.alert;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DeviceTopic;

/**
 * A Kafka topic whose records are published over MQTT.
 *
 * @param role the suffix of the MQTT client id
 * @param thread the name of the thread
 * @param mqttTopic the topic of each device
 * @param retained whether the broker keeps the last message of each device
 * @param records turns the records into what is published
 */
record Outbox(
    String kafkaTopic,
    String role,
    String thread,
    DeviceTopic mqttTopic,
    boolean retained,
    OutboxRecords records) {
  static Outbox alerts(Configuration configuration) {
    return new Outbox(
        configuration.topics().anomalies(),
        "-alerts",
        "alert-publisher",
        configuration.mqtt().alertTopic(),
        /* retained= */ false,
        OutboxRecords.unchanged());
  }

  static Outbox incidents(Configuration configuration) {
    return new Outbox(
        configuration.topics().incidents(),
        "-incidents",
        "incident-publisher",
        configuration.mqtt().incidentTopic(),
        /* retained= */ true,
        new IncidentRecords());
  }
}
