package dev.kizuki.trainer.photo;

import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.Folds;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.PhotoFeature;
import dev.kizuki.trainer.progress.Progress;
import dev.kizuki.trainer.vae.PhotoTraining;
import dev.kizuki.trainer.vae.TrainedPhoto;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Learns a detector for photographs from normal images: trains the network, fits the Gaussians of
 * each feature, leaves out the features that see no synthetic defect, and fuses the others.
 */
public final class PhotoLearner {
  private final PhotoRecipe recipe;
  private final PixelStore images;
  private final Folds folds;
  private final long seed;

  /**
   * @param images the normal images
   * @param folds the folds of the images
   */
  public PhotoLearner(PhotoRecipe recipe, PixelStore images, Folds folds, long seed) {
    this.recipe = recipe;
    this.images = images;
    this.folds = folds;
    this.seed = seed;
  }

  /**
   * Learns the detector.
   *
   * @throws DataException if the training diverges, or if no feature sees synthetic defects
   */
  public PhotoDetector learn(Progress progress) {
    return learnParts(progress).detector();
  }

  /**
   * Learns the detector as {@link #learn} does. The result also gives each feature alone.
   *
   * @throws DataException if the training diverges, or if no feature sees synthetic defects
   */
  public PhotoParts learnParts(Progress progress) {
    PhotoTraining training =
        new PhotoTraining(
            recipe.architecture(images.shape()), recipe.settings(images.shape(), seed));
    progress.begin("Training", recipe.steps());
    PhotoTraining.Listener listener =
        (step, steps, last) -> {
          if (last.step() > 0) {
            progress.remark("defect loss %.3f KL %.1f".formatted(last.defect(), last.kl()));
          }
          progress.advance();
        };
    try (TrainedPhoto network = training.run(images, listener)) {
      return parts(network, progress);
    }
  }

  private PhotoParts parts(TrainedPhoto network, Progress progress) {
    FeatureFitter fitter =
        new FeatureFitter(
            network.architecture(), network.weights(), images, folds, recipe.shrinkage(), seed);
    Map<PhotoFeature, Double> auroc = new EnumMap<>(PhotoFeature.class);
    List<FittedFeature> used = new ArrayList<>();
    progress.begin("Fitting the features", recipe.features().size());
    for (PhotoFeature feature : recipe.features()) {
      FittedFeature fitted = fitter.fit(feature);
      auroc.put(feature, fitted.fit().auroc());
      progress.advance();
      if (fitted.fit().seesDefects()) {
        used.add(fitted);
      }
    }
    if (used.isEmpty()) {
      throw new DataException(
          "I cannot tell what matters in these images: no feature tells them from copies with a"
              + " synthetic defect (AUROC %s). Let the parts lie in the same way (--align part), crop"
                  .formatted(auroc)
              + " the images to the part, use more images, or use a pretrained backbone"
              + " (./kizuki calibrate)");
    }
    PhotoPart fused = fitter.fuse(used);
    PhotoDetector detector =
        new PhotoDetector(
            fused.model(),
            fused.calibration(),
            auroc,
            used.stream().map(FittedFeature::feature).toList(),
            fused.outliers(),
            network.steps(),
            PhotoProof.of(network, fused.model(), images));
    return new PhotoParts(detector, fitter, used);
  }
}
