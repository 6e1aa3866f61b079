/** Threads that repeat a task, the stop signal, and the exception that ends the service. */
@NullMarked
package dev.kizuki.stream.lifecycle;

import org.jspecify.annotations.NullMarked;
