package dev.kizuki.trainer.photo;

import dev.kizuki.trainer.calibration.FeatureTable;
import dev.kizuki.trainer.calibration.PlaceGaussians;
import dev.kizuki.trainer.data.Folds;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.defect.SpoiledImages;
import dev.kizuki.trainer.export.FusedModel;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.feature.PhotoFeature;
import dev.kizuki.trainer.feature.PhotoGraph;
import dev.kizuki.trainer.vae.PhotoArchitecture;
import dev.kizuki.trainer.vae.TrainedPhotoWeights;
import dev.kizuki.whitening.Shrinkage;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Fits the Gaussians of the features of a trained network. */
final class FeatureFitter {
  /** The most normal images of which a spoiled copy is made. */
  private static final int MOST_SPOILED = 300;

  private final PhotoArchitecture architecture;
  private final TrainedPhotoWeights weights;
  private final PixelStore images;
  private final Folds folds;
  private final Shrinkage shrinkage;
  private final int[] all;
  private final int[] spoiledFrom;
  private final PixelStore spoiled;

  FeatureFitter(
      PhotoArchitecture architecture,
      TrainedPhotoWeights weights,
      PixelStore images,
      Folds folds,
      Shrinkage shrinkage,
      long seed) {
    this.architecture = architecture;
    this.weights = weights;
    this.images = images;
    this.folds = folds;
    this.shrinkage = shrinkage;
    this.all = IntStream.range(0, images.size()).toArray();
    int[] shuffled = Split.shuffled(all, new Random(seed));
    this.spoiledFrom = Arrays.copyOf(shuffled, Math.min(MOST_SPOILED, shuffled.length));
    this.spoiled = SpoiledImages.of(images, spoiledFrom, seed);
  }

  /** Fits the Gaussians of a feature to all images, and without each fold in turn. */
  FittedFeature fit(PhotoFeature feature) {
    FeatureGraph graph = PhotoGraph.of(architecture, weights, List.of(feature)).get(0);
    FeatureTable table = FeatureTable.of(graph, images);
    FeatureTable spoiledTable = FeatureTable.of(graph, spoiled);
    return new FittedFeature(
        feature,
        CrossFit.of(table, spoiledTable, spoiledFrom, folds, shrinkage),
        PlaceGaussians.fit(table, all, shrinkage).gaussians());
  }

  /** Fuses features to one detector. */
  PhotoPart fuse(List<FittedFeature> fitted) {
    List<PhotoFeature> features = fitted.stream().map(FittedFeature::feature).toList();
    return PhotoPart.of(
        fitted.stream().map(each -> each.fit().normal()).toList(),
        fusion ->
            FusedModel.of(
                PhotoGraph.of(architecture, weights, features),
                features.stream().map(PhotoFeature::step).toList(),
                fitted.stream().map(FittedFeature::gaussians).toList(),
                fusion));
  }
}
