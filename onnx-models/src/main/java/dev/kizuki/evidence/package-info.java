/**
 * The places where an image is anomalous, and pictures of them. {@code Evidence} holds the numbers,
 * {@code EvidencePicture} makes pictures of them. {@code dev.kizuki.scoring} computes evidence.
 */
@NullMarked
package dev.kizuki.evidence;

import org.jspecify.annotations.NullMarked;
