/** Adds partitions to the topics of images, actions and stores, and moves what is stored. */
@NullMarked
package dev.kizuki.stream.growth;

import org.jspecify.annotations.NullMarked;
