package dev.kizuki.trainer.data;

import dev.kizuki.model.Resize;

/** The treatments of images of another size that the user can choose. */
public enum ResizeRule {
  /** {@link Resize#STRETCH}. */
  STRETCH(Resize.STRETCH),
  /** {@link Resize#PAD}. */
  FIT(Resize.PAD),
  /** {@link Resize#CROP}. */
  CROP(Resize.CROP);

  private final Resize resize;

  ResizeRule(Resize resize) {
    this.resize = resize;
  }

  Resize resize() {
    return resize;
  }
}
