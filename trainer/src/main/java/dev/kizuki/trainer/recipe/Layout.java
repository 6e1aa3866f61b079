package dev.kizuki.trainer.recipe;

/** The number of Gaussians that describe an image. */
public enum Layout {
  /** One Gaussian for the whole image. */
  IMAGE,
  /** One Gaussian for each window, for parts that always lie in the same way. */
  POSITION,
  /** One Gaussian for all windows, for textures. */
  SHARED
}
