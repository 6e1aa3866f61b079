/** Reads passwords and certificates from files, which can be renewed while the service runs. */
@NullMarked
package dev.kizuki.stream.security;

import org.jspecify.annotations.NullMarked;
