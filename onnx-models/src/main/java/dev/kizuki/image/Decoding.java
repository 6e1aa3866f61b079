package dev.kizuki.image;

/** The result of decoding: the {@link Pixels} of an image, or a {@link Rejection}. */
public sealed interface Decoding permits Pixels, Rejection {}
