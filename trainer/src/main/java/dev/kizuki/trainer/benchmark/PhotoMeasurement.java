package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.RateInterval;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.calibration.FalseAlarmPromise;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.Folds;
import dev.kizuki.trainer.data.ImageGroups;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.evaluation.GroupBootstrap;
import dev.kizuki.trainer.evaluation.PixelDetection;
import dev.kizuki.trainer.evaluation.PixelMaps;
import dev.kizuki.trainer.evaluation.PixelMeasurement;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.evaluation.TestScores.ScoredImage;
import dev.kizuki.trainer.export.FusedModel;
import dev.kizuki.trainer.feature.PhotoFeature;
import dev.kizuki.trainer.photo.PhotoDetector;
import dev.kizuki.trainer.photo.PhotoLearner;
import dev.kizuki.trainer.photo.PhotoPart;
import dev.kizuki.trainer.photo.PhotoParts;
import dev.kizuki.trainer.photo.PhotoRecipe;
import dev.kizuki.trainer.progress.ProcessTime;
import dev.kizuki.trainer.progress.Progress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Trains once on a data set, and measures the fused detector and each feature alone. */
final class PhotoMeasurement {
  private static final int TIMED_IMAGES = 32;
  private static final int TIMED_PASSES = 5;
  private static final long BOOTSTRAP_SEED = 1;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final PhotoSet set;
  private final PhotoSet.Images images;
  private final Progress progress;

  PhotoMeasurement(PhotoSet set, PhotoSet.Images images, Progress progress) {
    this.set = set;
    this.images = images;
    this.progress = progress;
  }

  PhotoRun run(PhotoRecipe recipe, long seed) {
    PixelStore store = images.training().store();
    ImageGroups groups = set.trainingGroups(images.training(), progress);
    Folds folds = Folds.of(store.size(), Folds.USUAL_COUNT, groups::of, seed);
    ProcessTime cpu = new ProcessTime();
    PhotoParts parts = new PhotoLearner(recipe, store, folds, seed).learnParts(progress);
    double cpuSeconds = cpu.cpuSeconds();
    PhotoDetector detector = parts.detector();
    TestScores scores = scores(detector.model());
    Map<String, PhotoRun.Figures> figures = new LinkedHashMap<>();
    figures.put(PhotoRun.FUSED, figures(scores, detector.calibration()));
    PhotoFeature[] features = PhotoFeature.values();
    progress.begin("Measuring each feature alone", features.length);
    for (PhotoFeature feature : features) {
      PhotoPart part = parts.alone(feature);
      figures.put(feature.title(), figures(scores(part.model()), part.calibration()));
      progress.advance();
    }
    Optional<PixelDetection> pixels = pixels(detector.model(), scores);
    return new PhotoRun(
        set.name(),
        seed,
        figures,
        recipe.features().stream()
            .filter(feature -> !detector.used().contains(feature))
            .map(PhotoFeature::title)
            .toList(),
        store.size(),
        images.normal().size(),
        images.anomalous().size(),
        pixels.map(PixelDetection::auroc).orElse(OptionalDouble.empty()),
        pixels.map(PixelDetection::aupro).orElse(OptionalDouble.empty()),
        cpuSeconds,
        cpuMillis(detector.model()));
  }

  private TestScores scores(FusedModel model) {
    SortedMap<String, List<ScoredImage>> byLabel = new TreeMap<>();
    for (DecodedImages decoded : List.of(images.normal(), images.anomalous())) {
      float[] distances =
          model.distances(decoded.store(), IntStream.range(0, decoded.size()).toArray());
      for (int i = 0; i < distances.length; i++) {
        LabelledImage image = decoded.images().get(i);
        byLabel
            .computeIfAbsent(image.label(), label -> new ArrayList<>())
            .add(new ScoredImage(image, distances[i]));
      }
    }
    return new TestScores(set.normal(), byLabel, Map.of());
  }

  private PhotoRun.Figures figures(TestScores scores, Calibration calibration) {
    double threshold =
        new FalseAlarmPromise(Subject.FALSE_ALARM_RATE, false).threshold(calibration).distance();
    Detection detection = scores.detection();
    Detection.Outcome own = detection.at(threshold);
    RateInterval falseAlarms =
        set.groups().isPresent()
            ? new GroupBootstrap(scores, set::groupOf, BOOTSTRAP_SEED).falseAlarms(threshold)
            : RateInterval.of(own.falsePositives(), detection.normalCount());
    return new PhotoRun.Figures(
        detection.auroc(),
        own.recall(),
        falseAlarms,
        detection.atFalseAlarmRate(Subject.FALSE_ALARM_RATE).recall());
  }

  private Optional<PixelDetection> pixels(FusedModel model, TestScores scores) {
    return set.masks(images)
        .map(
            masks -> {
              try (GraphRunner graph = new GraphRunner(model.graph().toBytes(), model.input())) {
                return PixelMeasurement.of(
                    PixelMaps.of(graph, model.input()),
                    model.input(),
                    set.data(),
                    masks,
                    scores,
                    progress);
              }
            });
  }

  /** The median of some passes over the same images, as CPU time of this thread. */
  private double cpuMillis(FusedModel model) {
    DecodedImages timed = images.anomalous();
    int count = Math.min(TIMED_IMAGES, timed.size());
    try (GraphRunner graph = new GraphRunner(model.graph().toBytes(), model.input())) {
      DoubleStream passes =
          IntStream.range(0, TIMED_PASSES)
              .mapToDouble(
                  pass -> {
                    long start = THREADS.getCurrentThreadCpuTime();
                    graph.runAll(ModelMetadata.DISTANCE, count, timed.store()::image);
                    return (THREADS.getCurrentThreadCpuTime() - start) / 1e6 / count;
                  });
      return passes.sorted().toArray()[TIMED_PASSES / 2];
    }
  }
}
