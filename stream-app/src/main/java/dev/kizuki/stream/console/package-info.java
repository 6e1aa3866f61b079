/** The page for operators: what it shows, its HTTP API, and who may use it. */
@NullMarked
package dev.kizuki.stream.console;

import org.jspecify.annotations.NullMarked;
