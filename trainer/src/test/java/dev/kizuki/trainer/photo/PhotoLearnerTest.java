package dev.kizuki.trainer.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.Pixels;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.Folds;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.feature.PhotoFeature;
import dev.kizuki.trainer.progress.Progress;
import dev.kizuki.whitening.Shrinkage;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhotoLearnerTest {
  private static final int SIDE = 64;
  private static final List<PhotoFeature> ALL = List.of(PhotoFeature.values());

  private static PhotoRecipe recipe(int steps, List<PhotoFeature> features) {
    return new PhotoRecipe(
        List.of(4, 4, 8, 8, 8), 8, 4, steps, 4, 4e-3, 0.1, 1, features, new Shrinkage.Ridge(0.03));
  }

  /** A noisy grating with a bright bar across it; a defect is a dark spot. */
  private static Pixels picture(Random random, int channels, int height, int width, boolean bad) {
    byte[] samples = new byte[channels * height * width];
    int spotRow = height / 4 + random.nextInt(height / 2);
    int spotColumn = width / 4 + random.nextInt(width / 2);
    double light = random.nextDouble(0.8, 1.2);
    for (int i = 0; i < samples.length; i++) {
      int row = i / width % height;
      int column = i % width;
      double value = 110 + 25 * Math.sin(column * 0.8) + (row * 4 / height == 1 ? 60 : 0);
      boolean spot = Math.hypot(row - spotRow, column - spotColumn) < 4;
      value = (bad && spot ? 40 : value) * light + 4 * random.nextGaussian();
      samples[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return new Pixels(channels, height, width, samples);
  }

  private static PixelStore store(Preprocessing shape, int count, boolean bad, long seed) {
    Random random = new Random(seed);
    PixelStore store = new PixelStore(shape, count);
    for (int i = 0; i < count; i++) {
      int height = shape.resize() == Resize.PAD ? 40 + random.nextInt(60) : shape.height();
      int width = shape.resize() == Resize.PAD ? 40 + random.nextInt(60) : shape.width();
      Pixels pixels = picture(random, shape.channels(), height, width, bad);
      assertThat(shape.write(pixels, store.image(i))).isEmpty();
    }
    return store;
  }

  private static PhotoDetector learn(PhotoRecipe recipe, PixelStore images) {
    Folds folds = Folds.of(images.size(), 5, Integer::toString, 1);
    return new PhotoLearner(recipe, images, folds, 1).learn(Progress.SILENT);
  }

  private static double auroc(PhotoDetector detector, PixelStore normal, PixelStore bad) {
    return new Detection(distances(detector, normal), distances(detector, bad)).auroc();
  }

  private static double[] distances(PhotoDetector detector, PixelStore images) {
    float[] distances =
        detector.model().distances(images, IntStream.range(0, images.size()).toArray());
    return IntStream.range(0, distances.length).mapToDouble(i -> distances[i]).toArray();
  }

  @Test
  void findsDefectsAndCalibratesOnEveryImage() {
    Preprocessing shape = new Preprocessing(1, SIDE, SIDE, Resize.NONE);
    PhotoDetector detector = learn(recipe(40, ALL), store(shape, 60, false, 1));
    assertThat(detector.calibration().size()).isEqualTo(60);
    assertThat(detector.used()).contains(PhotoFeature.GRADIENTS);
    assertThat(auroc(detector, store(shape, 40, false, 2), store(shape, 40, true, 3)))
        .isGreaterThan(0.9);
    double[] fresh = distances(detector, store(shape, 60, false, 4));
    double median = IntStream.range(0, 60).mapToDouble(i -> fresh[i]).sorted().toArray()[30];
    assertThat(detector.calibration().quantile(0.5)).isCloseTo(median, within(0.2 * median));
  }

  @Test
  void givesEachFeatureAlone() {
    Preprocessing shape = new Preprocessing(1, SIDE, SIDE, Resize.NONE);
    PixelStore images = store(shape, 30, false, 1);
    PhotoRecipe recipe =
        recipe(2, List.of(PhotoFeature.NETWORK, PhotoFeature.GRADIENTS)).with(3, 0.5);
    Folds folds = Folds.of(images.size(), 5, Integer::toString, 1);
    PhotoParts parts = new PhotoLearner(recipe, images, folds, 1).learnParts(Progress.SILENT);
    assertThat(parts.detector().model().graph().toBytes())
        .isEqualTo(learn(recipe, images).model().graph().toBytes());
    for (PhotoFeature feature : ALL) {
      PhotoPart part = parts.alone(feature);
      assertThat(part.model().feature()).isEqualTo(feature.title());
      assertThat(part.calibration().size()).isEqualTo(30);
    }
  }

  @ParameterizedTest
  @CsvSource({"40, 96", "72, 64", "64, 200"})
  void theMapOfImagesOfAnySizeCoversTheDefect(int height, int width) {
    Preprocessing shape = new Preprocessing(1, height, width, Resize.NONE);
    PixelStore images = store(shape, 30, false, 1);
    Folds folds = Folds.of(images.size(), 5, Integer::toString, 1);
    PhotoParts parts =
        new PhotoLearner(recipe(2, List.of(PhotoFeature.GRADIENTS)), images, folds, 1)
            .learnParts(Progress.SILENT);
    PixelStore bad = new PixelStore(shape, 1);
    Pixels clean = picture(new Random(5), 1, height, width, false);
    int row = height - 12;
    int column = width - 12;
    paintSquare(clean, row, column);
    assertThat(shape.write(clean, bad.image(0))).isEmpty();
    for (PhotoFeature feature : List.of(PhotoFeature.GRADIENTS, PhotoFeature.COARSE_GRADIENTS)) {
      PhotoPart part = parts.alone(feature);
      byte[] graph = part.model().graph().toBytes();
      try (GraphRunner runner = new GraphRunner(graph, shape)) {
        float[] map = runner.runAll(ModelMetadata.MAP, 1, bad::image);
        long[] size = runner.outputShape(ModelMetadata.MAP, 1);
        int largest = IntStream.range(0, map.length).reduce(0, (a, b) -> map[b] > map[a] ? b : a);
        long mapRow = largest / size[2];
        double y = (mapRow + 0.5) / size[1] * height;
        double x = (largest % size[2] + 0.5) / size[2] * width;
        assertThat(Math.hypot(y - row, x - column)).as(feature.title()).isLessThan(28);
      }
    }
  }

  private static void paintSquare(Pixels image, int row, int column) {
    for (int y = row - 4; y < row + 4; y++) {
      for (int x = column - 4; x < column + 4; x++) {
        image.samples()[y * image.width() + x] = (byte) ((x + y) % 2 * 255);
      }
    }
  }

  @Test
  void aCoarseFeatureCanComeFirst() {
    Preprocessing shape = new Preprocessing(1, 72, SIDE, Resize.NONE);
    List<PhotoFeature> features = List.of(PhotoFeature.COARSE_GRADIENTS, PhotoFeature.GRADIENTS);
    PhotoDetector detector = learn(recipe(2, features), store(shape, 60, false, 1));
    assertThat(detector.used()).isEqualTo(features);
    byte[] graph = detector.model().graph().toBytes();
    try (GraphRunner runner = new GraphRunner(graph, shape)) {
      assertThat(runner.outputShape(ModelMetadata.MAP, 1)).containsExactly(1, 8, 7);
    }
  }

  @Test
  void theSameSeedGivesTheSameGraph() {
    Preprocessing shape = new Preprocessing(3, SIDE, SIDE + 8, Resize.STRETCH);
    PixelStore images = store(shape, 12, false, 1);
    PhotoRecipe recipe = recipe(3, ALL);
    assertThat(learn(recipe, images).model().graph().toBytes())
        .isEqualTo(learn(recipe, images).model().graph().toBytes());
  }

  @Test
  void theHeatMapOfPaddedImagesIsNotBrighterAtTheBorder() {
    Preprocessing shape = new Preprocessing(1, 2 * SIDE, 2 * SIDE, Resize.PAD);
    PhotoDetector detector = learn(recipe(20, ALL), store(shape, 60, false, 1));
    PixelStore fresh = store(shape, 30, false, 2);
    float[] maps;
    try (GraphRunner runner = new GraphRunner(detector.model().graph().toBytes(), shape)) {
      maps = runner.runAll(ModelMetadata.MAP, fresh.size(), fresh::image);
    }
    int cells = 2 * SIDE / 8;
    double inside = 0;
    double border = 0;
    int insideCount = 0;
    int borderCount = 0;
    for (int image = 0; image < fresh.size(); image++) {
      for (int cell = 0; cell < cells * cells; cell++) {
        float value = maps[image * cells * cells + cell];
        int toPadding = cellsToPadding(fresh, image, cell / cells, cell % cells);
        if (toPadding <= 0) {
          assertThat(value).as("a place that shows padding").isLessThan(0.5f);
        } else if (toPadding <= 3) {
          border = Math.max(border, value);
          borderCount++;
        } else {
          inside = Math.max(inside, value);
          insideCount++;
        }
      }
    }
    assertThat(insideCount).isPositive();
    assertThat(borderCount).isPositive();
    assertThat(border).isLessThanOrEqualTo(inside * 1.15);
  }

  /** The number of cells from a cell to the next one that holds padding; 0 for a padded cell. */
  private static int cellsToPadding(PixelStore images, int image, int row, int column) {
    int side = images.shape().width();
    for (int cells = 0; (Math.max(row, column) + cells + 1) * 8 <= side; cells++) {
      int y = Math.min(side - 1, (row + cells) * 8 + 7);
      int x = Math.min(side - 1, (column + cells) * 8 + 7);
      if (images.image(image).get(y * side + column * 8) == 0
          || images.image(image).get(row * 8 * side + x) == 0) {
        return cells;
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void saysSoWhereNoFeatureSeesDefects() {
    Preprocessing shape = new Preprocessing(1, SIDE, SIDE, Resize.NONE);
    PixelStore images = store(shape, 12, false, 1);
    PhotoRecipe blind = recipe(2, List.of());
    assertThatThrownBy(() -> learn(blind, images))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("I cannot tell what matters in these images");
  }
}
