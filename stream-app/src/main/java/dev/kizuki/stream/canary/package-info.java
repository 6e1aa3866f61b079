/** Test images with a known verdict, sent and received over MQTT. */
@NullMarked
package dev.kizuki.stream.canary;

import org.jspecify.annotations.NullMarked;
