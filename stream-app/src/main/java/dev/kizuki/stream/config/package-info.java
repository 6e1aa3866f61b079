/** The configuration: one tree of records. */
@NullMarked
package dev.kizuki.stream.config;

import org.jspecify.annotations.NullMarked;
