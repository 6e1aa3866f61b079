/** Shows how far the long steps of a command are. Every room may use it; it uses no other room. */
@NullMarked
package dev.kizuki.trainer.progress;

import org.jspecify.annotations.NullMarked;
