/** The events that the service emits. */
@NullMarked
package dev.kizuki.stream.alert;

import org.jspecify.annotations.NullMarked;
