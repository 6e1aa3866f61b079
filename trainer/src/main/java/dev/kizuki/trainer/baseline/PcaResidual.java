package dev.kizuki.trainer.baseline;

import dev.kizuki.model.Preprocessing;

/**
 * Scores an image by its distance to the space of the first principal components: the error of the
 * reconstruction from them.
 */
record PcaResidual(Preprocessing shape, PrincipalComponents components) implements PixelBaseline {
  private static final int COMPONENTS = 20;

  @Override
  public String name() {
    return "PCA-" + COMPONENTS + " residual";
  }

  @Override
  public double score(float[] image) {
    double rest = PixelBaseline.squaredDistance(image, components.mean());
    for (int i = 0; i < Math.min(COMPONENTS, components.count()); i++) {
      rest -= Math.pow(components.project(image, i), 2);
    }
    return Math.sqrt(Math.max(0, rest));
  }
}
