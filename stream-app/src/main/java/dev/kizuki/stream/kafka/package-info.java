/** Settings of the Kafka clients, topics, lag of the group, and failures of stream threads. */
@NullMarked
package dev.kizuki.stream.kafka;

import org.jspecify.annotations.NullMarked;
