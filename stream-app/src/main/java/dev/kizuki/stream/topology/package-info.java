/** The way of an image inside Kafka Streams. A whole poll is judged at once. */
@NullMarked
package dev.kizuki.stream.topology;

import org.jspecify.annotations.NullMarked;
