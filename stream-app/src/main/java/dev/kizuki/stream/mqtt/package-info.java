/**
 * The bridge in (MQTT to Kafka) and the way out (alerts to MQTT). The only package that knows Paho.
 */
@NullMarked
package dev.kizuki.stream.mqtt;

import org.jspecify.annotations.NullMarked;
