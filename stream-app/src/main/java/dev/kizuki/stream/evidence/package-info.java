/** Heat maps of incidents: made beside the stream threads, and written to Kafka. */
@NullMarked
package dev.kizuki.stream.evidence;

import org.jspecify.annotations.NullMarked;
