package dev.kizuki.image;

/**
 * Why an image was not scored.
 *
 * @param reason the stable code
 * @param detail one sentence for a person, with the figures that matter
 */
public record Rejection(RejectionReason reason, String detail) implements Decoding {}
