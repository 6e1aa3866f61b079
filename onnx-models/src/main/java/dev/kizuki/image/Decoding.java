package dev.kizuki.image;

/** What becomes of an image's bytes: its {@link Pixels}, or a {@link Rejection}. */
public sealed interface Decoding permits Pixels, Rejection {}
