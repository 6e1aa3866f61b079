/** Takes the images of an instance that is silent, through its MQTT session. */
@NullMarked
package dev.kizuki.stream.standin;

import org.jspecify.annotations.NullMarked;
