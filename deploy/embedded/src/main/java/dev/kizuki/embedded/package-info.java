/** The main class of the commands that bring their own brokers or cameras. */
@NullMarked
package dev.kizuki.embedded;

import org.jspecify.annotations.NullMarked;
