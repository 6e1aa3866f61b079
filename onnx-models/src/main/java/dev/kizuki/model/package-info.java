/** The model contract: the content of a model file and its metadata. */
@NullMarked
package dev.kizuki.model;

import org.jspecify.annotations.NullMarked;
