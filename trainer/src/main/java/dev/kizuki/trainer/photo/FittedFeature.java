package dev.kizuki.trainer.photo;

import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.feature.PhotoFeature;
import java.util.List;

/**
 * A feature with its Gaussians.
 *
 * @param fit the distances from Gaussians that were fitted without the fold of an image
 * @param gaussians the Gaussian of each place, fitted to all images
 */
record FittedFeature(PhotoFeature feature, CrossFit fit, List<Gaussian> gaussians) {}
