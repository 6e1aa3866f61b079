/** The status of one instance of the service, written to Kafka. */
@NullMarked
package dev.kizuki.stream.status;

import org.jspecify.annotations.NullMarked;
