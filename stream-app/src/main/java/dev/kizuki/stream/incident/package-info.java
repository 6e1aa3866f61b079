/** The life of an incident: a pure state machine, its facts and its events. */
@NullMarked
package dev.kizuki.stream.incident;

import org.jspecify.annotations.NullMarked;
