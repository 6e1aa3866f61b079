/**
 * Where an image is anomalous, and how that is drawn. {@code Evidence} holds the numbers, {@code
 * EvidencePicture} makes pictures of them. {@code dev.kizuki.scoring} computes evidence.
 */
@NullMarked
package dev.kizuki.evidence;

import org.jspecify.annotations.NullMarked;
