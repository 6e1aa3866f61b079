/** The service: configuration, wiring, the topology, and its command line. */
@NullMarked
package dev.kizuki.stream;

import org.jspecify.annotations.NullMarked;
