/** Start and end: repeated tasks, the stop signal, what must be closed, and the fatal exception. */
@NullMarked
package dev.kizuki.stream.lifecycle;

import org.jspecify.annotations.NullMarked;
