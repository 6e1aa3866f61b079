/** Checks what the service needs, and names a remedy for each failure. */
@NullMarked
package dev.kizuki.stream.doctor;

import org.jspecify.annotations.NullMarked;
