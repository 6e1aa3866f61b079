/** Tells HTTP addresses about incidents. */
@NullMarked
package dev.kizuki.stream.webhook;

import org.jspecify.annotations.NullMarked;
