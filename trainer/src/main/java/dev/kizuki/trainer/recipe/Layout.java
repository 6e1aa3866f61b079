package dev.kizuki.trainer.recipe;

/** How many Gaussians describe an image. */
public enum Layout {
  /** One for the whole image. */
  IMAGE,
  /** One for each window's place: for parts that always lie the same way. */
  POSITION,
  /** One for all windows: for textures. */
  SHARED
}
