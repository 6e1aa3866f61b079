/** The trainer's command line: one class per command. */
@NullMarked
package dev.kizuki.trainer;

import org.jspecify.annotations.NullMarked;
