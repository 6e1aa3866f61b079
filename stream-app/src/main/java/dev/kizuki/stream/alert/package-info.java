/** Alerts and incidents from Kafka to MQTT, and an MQTT client that subscribes to them. */
@NullMarked
package dev.kizuki.stream.alert;

import org.jspecify.annotations.NullMarked;
