/** {@code kizuki bench}: what this machine can take. */
@NullMarked
package dev.kizuki.embedded.bench;

import org.jspecify.annotations.NullMarked;
