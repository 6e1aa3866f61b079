/** The history that Kafka holds: the records of a topic between two times. */
@NullMarked
package dev.kizuki.stream.history;

import org.jspecify.annotations.NullMarked;
