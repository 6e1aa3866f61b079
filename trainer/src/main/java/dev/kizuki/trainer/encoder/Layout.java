package dev.kizuki.trainer.encoder;

/** The Gaussians that describe the places of an image. */
public enum Layout {
  /** One Gaussian for the whole image. */
  IMAGE,
  /** One Gaussian for each place, for parts that always lie in the same way. */
  POSITION,
  /** One Gaussian for all places, for textures. */
  SHARED
}
