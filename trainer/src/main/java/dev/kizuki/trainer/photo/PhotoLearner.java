package dev.kizuki.trainer.photo;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.calibration.FeatureTable;
import dev.kizuki.trainer.calibration.Fusion;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.calibration.PlaceGaussians;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.Folds;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.defect.SpoiledImages;
import dev.kizuki.trainer.export.FusedModel;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.feature.PhotoFeature;
import dev.kizuki.trainer.feature.PhotoGraph;
import dev.kizuki.trainer.progress.Progress;
import dev.kizuki.trainer.vae.PhotoTraining;
import dev.kizuki.trainer.vae.TrainedPhoto;
import dev.kizuki.trainer.vae.TrainedPhotoWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Learns a detector for photographs from normal images: trains the network, fits the Gaussians of
 * each feature, leaves out the features that see no synthetic defect, and fuses the others.
 */
public final class PhotoLearner {
  /** The most normal images of which a spoiled copy is made. */
  private static final int MOST_SPOILED = 300;

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
    PhotoTraining training =
        new PhotoTraining(
            recipe.architecture(images.shape()), recipe.settings(images.shape(), seed));
    progress.begin("Training", recipe.steps());
    PhotoTraining.Listener listener =
        (step, steps, last) -> {
          progress.remark("defect loss %.3f KL %.1f".formatted(last.defect(), last.kl()));
          progress.advance();
        };
    try (TrainedPhoto network = training.run(images, listener)) {
      return detector(network, progress);
    }
  }

  private PhotoDetector detector(TrainedPhoto network, Progress progress) {
    TrainedPhotoWeights weights = network.weights();
    int[] all = IntStream.range(0, images.size()).toArray();
    int[] spoiledFrom = some(all);
    PixelStore spoiled = SpoiledImages.of(images, spoiledFrom, seed);
    Map<PhotoFeature, Double> auroc = new EnumMap<>(PhotoFeature.class);
    List<PhotoFeature> used = new ArrayList<>();
    List<double[]> distances = new ArrayList<>();
    List<List<Gaussian>> gaussians = new ArrayList<>();
    progress.begin("Fitting the features", recipe.features().size());
    for (PhotoFeature feature : recipe.features()) {
      FeatureGraph graph = PhotoGraph.of(network.architecture(), weights, List.of(feature)).get(0);
      FeatureTable table = FeatureTable.of(graph, images);
      FeatureTable spoiledTable = FeatureTable.of(graph, spoiled);
      CrossFit fit = CrossFit.of(table, spoiledTable, spoiledFrom, folds, recipe.shrinkage());
      auroc.put(feature, fit.auroc());
      progress.advance();
      if (fit.seesDefects()) {
        used.add(feature);
        distances.add(fit.normal());
        gaussians.add(PlaceGaussians.fit(table, all, recipe.shrinkage()).gaussians());
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
    Fusion fusion = Fusion.of(distances);
    FusedModel model =
        FusedModel.of(PhotoGraph.of(network.architecture(), weights, used), gaussians, fusion);
    return new PhotoDetector(
        model,
        calibration(fusion, distances),
        auroc,
        used,
        network.steps(),
        PhotoProof.of(network, model, images));
  }

  private int[] some(int[] all) {
    int[] shuffled = Split.shuffled(all, new Random(seed));
    return Arrays.copyOf(shuffled, Math.min(MOST_SPOILED, shuffled.length));
  }

  private static Calibration calibration(Fusion fusion, List<double[]> distances) {
    float[] fused = new float[distances.get(0).length];
    for (int i = 0; i < fused.length; i++) {
      int image = i;
      fused[i] =
          (float) fusion.distance(distances.stream().mapToDouble(each -> each[image]).toArray());
    }
    return new Calibration(fused);
  }
}
