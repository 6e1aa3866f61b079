/** Kafka, MQTT and the service in one JVM, for the demo, the bench and the tests. */
@NullMarked
package dev.kizuki.embedded.servers;

import org.jspecify.annotations.NullMarked;
