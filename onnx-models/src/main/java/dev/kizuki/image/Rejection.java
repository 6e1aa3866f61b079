package dev.kizuki.image;

/**
 * The reason why an image has no score.
 *
 * @param reason the stable code
 * @param detail a short text for people, with the relevant numbers
 */
public record Rejection(RejectionReason reason, String detail) implements Decoding {}
