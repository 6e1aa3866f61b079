/** Every metric, the health checks, and the port they are read from. */
@NullMarked
package dev.kizuki.stream.metrics;

import org.jspecify.annotations.NullMarked;
