/** The way out: alerts from Kafka to MQTT, and the client that listens to them. */
@NullMarked
package dev.kizuki.stream.alert;

import org.jspecify.annotations.NullMarked;
