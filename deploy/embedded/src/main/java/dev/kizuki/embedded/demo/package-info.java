/** {@code kizuki demo} and {@code kizuki cameras}: simulated cameras and the service's alerts. */
@NullMarked
package dev.kizuki.embedded.demo;

import org.jspecify.annotations.NullMarked;
