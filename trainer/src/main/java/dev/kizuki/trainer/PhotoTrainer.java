package dev.kizuki.trainer;

import dev.kizuki.trainer.data.Folds;
import dev.kizuki.trainer.data.JavaMemory;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.photo.PhotoDetector;
import dev.kizuki.trainer.photo.PhotoLearner;
import dev.kizuki.trainer.photo.PhotoRecipe;
import dev.kizuki.trainer.progress.Progress;
import dev.kizuki.trainer.report.TrainingReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Learns a detector for photographs and writes its files. This is the part of {@code kizuki train}
 * for the network {@code photo}.
 *
 * @param data the options of the normal images
 * @param model the options of the model file
 * @param recipe the network and its training
 * @param out the output for people
 * @param progress receives the progress of each step
 */
record PhotoTrainer(
    DataOptions data, ModelOptions model, PhotoRecipe recipe, PrintWriter out, Progress progress) {

  /** The most outliers that are named. */
  private static final int SHOWN = 5;

  void run(NormalImages images) {
    Folds folds =
        JavaMemory.during("comparing the images", () -> data.folds(images, out, progress));
    out.printf(
        "Training photo on %d images of %d x %d x %d; every image also calibrates, in %d folds%n",
        images.store().size(),
        images.store().shape().channels(),
        images.store().shape().height(),
        images.store().shape().width(),
        folds.count());
    out.flush();
    PhotoDetector detector =
        JavaMemory.during(
            "training the network and fitting the covariances",
            () -> new PhotoLearner(recipe, images.store(), folds, data.seed()).learn(progress));
    tell(detector);
    warnOfOutliers(detector, images);
    new ModelWriter(data, model, out)
        .write(
            detector.model(),
            detector.calibration(),
            images,
            new ModelWriter.Origin(
                images.store().size(), 0, settings(detector), detector.proof().toString()));
    new TrainingReport(model.beside("-training")).writeSteps(detector.steps());
    out.printf(
        "Wrote %s, its card %s, and curves in %s%n",
        model.out(), model.beside(".md"), model.beside("-training"));
  }

  private void tell(PhotoDetector detector) {
    detector
        .auroc()
        .forEach(
            (feature, auroc) ->
                out.printf(
                    "  %-16s AUROC %.3f against copies with a synthetic defect%s%n",
                    feature.title(),
                    auroc,
                    detector.used().contains(feature) ? "" : ": it sees nothing, left out"));
    out.printf("Distance on: %s%n", detector.model().feature());
    out.printf("Exported graph against the network: %s%n", detector.proof());
    out.flush();
  }

  private void warnOfOutliers(PhotoDetector detector, NormalImages images) {
    List<Integer> outliers = detector.outliers();
    if (!outliers.isEmpty()) {
      out.printf(
          "WARNING: %d of %d normal images are unlike the others, such as %s. They raise the"
              + " threshold: leave them out if they show a defect or another view%n",
          outliers.size(),
          images.store().size(),
          outliers.stream()
              .limit(SHOWN)
              .map(images.names()::get)
              .collect(Collectors.joining(", ")));
    }
  }

  private Map<String, String> settings(PhotoDetector detector) {
    Map<String, String> settings = new TreeMap<>(recipe.options());
    settings.put("feature", detector.model().feature());
    settings.put("gaussian", "position");
    return settings;
  }
}
