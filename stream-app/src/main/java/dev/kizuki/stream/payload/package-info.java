/** Unpacks images from the payloads of MQTT messages: data URIs, base64 and JSON. */
@NullMarked
package dev.kizuki.stream.payload;

import org.jspecify.annotations.NullMarked;
