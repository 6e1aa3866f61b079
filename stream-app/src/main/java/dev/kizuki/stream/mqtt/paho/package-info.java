/** The port to MQTT, implemented with Eclipse Paho. No other package uses Paho. */
@NullMarked
package dev.kizuki.stream.mqtt.paho;

import org.jspecify.annotations.NullMarked;
