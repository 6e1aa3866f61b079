/** {@code kizuki bench}: measures how many images a second this machine can process. */
@NullMarked
package dev.kizuki.embedded.bench;

import org.jspecify.annotations.NullMarked;
