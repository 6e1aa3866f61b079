/** MQTT behind a small port of our own, and the clients that use it. */
@NullMarked
package dev.kizuki.stream.mqtt;

import org.jspecify.annotations.NullMarked;
