package dev.kizuki.trainer.baseline;

import dev.kizuki.model.Preprocessing;

/**
 * Scores an image by the Mahalanobis distance of its pixels. A share of the mean variance is added
 * to each variance, because some pixels never vary.
 */
record PixelMahalanobis(Preprocessing shape, PrincipalComponents components)
    implements PixelBaseline {
  private static final double RIDGE = 0.1;

  @Override
  public String name() {
    return "pixel Mahalanobis";
  }

  @Override
  public double score(float[] image) {
    double ridge = RIDGE * components.meanVariance();
    double sum = 0;
    for (int i = 0; i < components.count(); i++) {
      sum += Math.pow(components.project(image, i), 2) / (components.variance(i) + ridge);
    }
    return Math.sqrt(sum);
  }
}
