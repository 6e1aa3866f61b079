/** Checks of what the service stands on, each with its remedy. */
@NullMarked
package dev.kizuki.stream.doctor;

import org.jspecify.annotations.NullMarked;
