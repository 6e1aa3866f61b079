/** The configuration of the service as records, and its reader. */
@NullMarked
package dev.kizuki.stream.config;

import org.jspecify.annotations.NullMarked;
