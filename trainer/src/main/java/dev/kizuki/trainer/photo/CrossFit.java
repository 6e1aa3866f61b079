package dev.kizuki.trainer.photo;

import dev.kizuki.trainer.calibration.FeatureTable;
import dev.kizuki.trainer.calibration.PlaceGaussians;
import dev.kizuki.trainer.data.Folds;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.export.MahalanobisHead;
import dev.kizuki.whitening.Shrinkage;
import java.util.stream.IntStream;

/**
 * The distances of a feature that every normal image has from Gaussians that were fitted without
 * its fold. All normal images calibrate the threshold in this way (Vovk, "Cross-conformal
 * predictors", 2015), not a held-out part alone.
 */
final class CrossFit {
  /** Below this AUROC a feature adds more noise to the fused distance than it sees. */
  private static final double LEAST_AUROC = 0.6;

  /** The quantile of the standard normal distribution for a one-sided test at 5 %. */
  private static final double ONE_SIDED_5_PERCENT = 1.645;

  private final double[] normal;
  private final double[] spoiled;

  /**
   * @param normal the distance of each normal image; not copied
   * @param spoiled the distance of each spoiled copy; not copied
   */
  CrossFit(double[] normal, double[] spoiled) {
    this.normal = normal;
    this.spoiled = spoiled;
  }

  double[] normal() {
    return normal;
  }

  double[] spoiled() {
    return spoiled;
  }

  /**
   * Fits Gaussians without each fold in turn, on all cores.
   *
   * @param table the features of the normal images
   * @param spoiledTable the features of spoiled copies
   * @param spoiledFrom the normal image of each spoiled copy
   */
  static CrossFit of(
      FeatureTable table,
      FeatureTable spoiledTable,
      int[] spoiledFrom,
      Folds folds,
      Shrinkage shrinkage) {
    double[] normal = new double[table.images()];
    double[] spoiled = new double[spoiledFrom.length];
    int worst = MahalanobisHead.worstPositions(table.positions());
    IntStream.range(0, folds.count())
        .parallel()
        .forEach(
            fold -> {
              PlaceGaussians gaussians = PlaceGaussians.fit(table, folds.outside(fold), shrinkage);
              for (int image : folds.inside(fold)) {
                normal[image] = gaussians.distance(table, image, worst);
              }
              for (int i = 0; i < spoiledFrom.length; i++) {
                if (folds.foldOf(spoiledFrom[i]) == fold) {
                  spoiled[i] = gaussians.distance(spoiledTable, i, worst);
                }
              }
            });
    return new CrossFit(normal, spoiled);
  }

  /** The AUROC of the spoiled copies against the normal images. */
  double auroc() {
    return new Detection(normal, spoiled).auroc();
  }

  /**
   * Returns whether the feature sees synthetic defects: whether its AUROC is at least {@value
   * #LEAST_AUROC}, and above one half by a one-sided test at 5 % (Mann &amp; Whitney 1947, normal
   * approximation).
   */
  boolean seesDefects() {
    double m = normal.length;
    double n = spoiled.length;
    double deviation = Math.sqrt((m + n + 1) / (12 * m * n));
    return auroc() >= Math.max(LEAST_AUROC, 0.5 + ONE_SIDED_5_PERCENT * deviation);
  }
}
