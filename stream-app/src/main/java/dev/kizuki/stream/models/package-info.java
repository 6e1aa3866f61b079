/** The models that serve: which of them judges a device, and how a new file replaces one. */
@NullMarked
package dev.kizuki.stream.models;

import org.jspecify.annotations.NullMarked;
