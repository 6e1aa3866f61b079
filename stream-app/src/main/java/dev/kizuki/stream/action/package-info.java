/** Operators' actions on incidents, on their way to Kafka, and incidents as a tool reads them. */
@NullMarked
package dev.kizuki.stream.action;

import org.jspecify.annotations.NullMarked;
