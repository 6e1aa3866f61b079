/** The model contract: what a model file says of itself. */
@NullMarked
package dev.kizuki.model;

import org.jspecify.annotations.NullMarked;
