/** MQTT to Kafka: an image is acknowledged to the MQTT broker after Kafka has it. */
@NullMarked
package dev.kizuki.stream.bridge;

import org.jspecify.annotations.NullMarked;
