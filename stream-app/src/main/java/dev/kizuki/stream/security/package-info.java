/** Passwords and certificates in files, which may be renewed while the service runs. */
@NullMarked
package dev.kizuki.stream.security;

import org.jspecify.annotations.NullMarked;
