/** Images with a known verdict that travel the whole way from MQTT to MQTT. */
@NullMarked
package dev.kizuki.stream.canary;

import org.jspecify.annotations.NullMarked;
