/** Events and their JSON, the headers of Kafka records, and the names of devices and topics. */
@NullMarked
package dev.kizuki.stream.event;

import org.jspecify.annotations.NullMarked;
