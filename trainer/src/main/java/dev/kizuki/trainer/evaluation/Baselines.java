package dev.kizuki.trainer.evaluation;

import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.calibration.Shrinkage;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.export.FeatureGraph;
import dev.kizuki.trainer.export.GradientGraph;
import dev.kizuki.trainer.export.MahalanobisModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Detectors fitted to the same normal training images, on their pixels: the distance to the nearest
 * neighbours, the residual of a principal component analysis, and the Mahalanobis distance; and on
 * their gradients.
 */
public final class Baselines {
  private static final int NEIGHBOURS = 5;
  private static final int MOST_NEIGHBOURS_SEARCHED = 5000;
  private static final int COMPONENTS = 20;
  private static final double RIDGE = 0.1;

  /** The largest side of the images that all but the gradients look at. */
  private static final int SMALL_SIDE = 28;

  private static final int AT_ONCE = 1000;

  /** Entries of the covariances of gradients; where there would be more, they are left out. */
  private static final long MOST_COVARIANCES = 16L << 20;

  /** Training images that they are fitted to. */
  private static final int MOST_IMAGES = 10_000;

  private Baselines() {}

  /**
   * Fits them to the normal training images of a data set.
   *
   * @param input as a model takes its images
   * @return AUROC by name; none where there are too few training images
   */
  public static Map<String, Double> auroc(
      DataSet data,
      String normalLabel,
      Preprocessing input,
      List<LabelledImage> normal,
      List<LabelledImage> anomalous) {
    double scale = Math.min(1, (double) SMALL_SIDE / Math.max(input.width(), input.height()));
    Preprocessing small =
        new Preprocessing(
            1,
            Math.max(1, (int) Math.round(input.height() * scale)),
            Math.max(1, (int) Math.round(input.width() * scale)),
            Resize.STRETCH);
    List<LabelledImage> training =
        data.train().stream()
            .filter(image -> image.label().equals(normalLabel))
            .limit(MOST_IMAGES)
            .toList();
    Map<String, Double> auroc = new TreeMap<>();
    DecodedImages full = DecodedImages.of(training, data.decoder(), input);
    if (full.size() < 2) {
      return auroc;
    }
    for (Baseline baseline : fit(DecodedImages.of(training, data.decoder(), small), full)) {
      Preprocessing shape = baseline.takesFullSize() ? input : small;
      Detection detection =
          new Detection(
              scores(baseline, normal, data.decoder(), shape),
              scores(baseline, anomalous, data.decoder(), shape));
      auroc.put(baseline.name(), detection.auroc());
    }
    return auroc;
  }

  /**
   * Fits all but the gradients to small copies of the images.
   *
   * @param small at least two normal training images, of few pixels
   * @param full the same, as the model takes them
   */
  static List<Baseline> fit(DecodedImages small, DecodedImages full) {
    int d = small.store().shape().size();
    float[] mean = new float[d];
    for (int n = 0; n < small.size(); n++) {
      float[] image = small.unit(n);
      for (int i = 0; i < d; i++) {
        mean[i] += (image[i] - mean[i]) / (n + 1);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
    if (!eigen.decompose(covariance(small, mean))) {
      throw new IllegalStateException("the covariance of the pixels has no eigenvectors");
    }
    List<Component> components = new ArrayList<>();
    double total = 0;
    for (int i = 0; i < d; i++) {
      double variance = Math.max(0, eigen.getEigenvalue(i).getReal());
      total += variance;
      components.add(new Component(variance, eigen.getEigenVector(i).data));
    }
    components.sort((a, b) -> Double.compare(b.variance, a.variance));
    List<float[]> neighbours =
        IntStream.range(0, Math.min(small.size(), MOST_NEIGHBOURS_SEARCHED))
            .mapToObj(small::unit)
            .toList();
    List<Baseline> baselines = new ArrayList<>();
    baselines.add(new Neighbours(neighbours));
    baselines.add(new Residual(mean, components.subList(0, Math.min(COMPONENTS, d))));
    baselines.add(new PixelMahalanobis(mean, components, RIDGE * total / d));
    baselines.addAll(GradientsAlone.fit(full));
    return baselines;
  }

  /** Some images after the other, so that they need not all lie on the disk at once. */
  private static double[] scores(
      Baseline baseline, List<LabelledImage> images, ImageDecoder decoder, Preprocessing shape) {
    return IntStream.iterate(0, start -> start < images.size(), start -> start + AT_ONCE)
        .mapToObj(start -> images.subList(start, Math.min(images.size(), start + AT_ONCE)))
        .flatMapToDouble(
            some -> Arrays.stream(baseline.scores(DecodedImages.of(some, decoder, shape))))
        .toArray();
  }

  private static DMatrixRMaj covariance(DecodedImages images, float[] mean) {
    int d = mean.length;
    DMatrixRMaj scatter = new DMatrixRMaj(d, d);
    for (int start = 0; start < images.size(); start += 256) {
      int n = Math.min(256, images.size() - start);
      DMatrixRMaj centred = new DMatrixRMaj(n, d);
      for (int row = 0; row < n; row++) {
        float[] image = images.unit(start + row);
        for (int i = 0; i < d; i++) {
          centred.data[row * d + i] = image[i] - mean[i];
        }
      }
      CommonOps_DDRM.multAddTransA(centred, centred, scatter);
    }
    CommonOps_DDRM.scale(1.0 / images.size(), scatter);
    return scatter;
  }

  /** A baseline that looks at the pixels of one image after the other. */
  private interface OfPixels extends Baseline {
    double score(float[] image);

    @Override
    default double[] scores(DecodedImages images) {
      return IntStream.range(0, images.size()).mapToDouble(i -> score(images.unit(i))).toArray();
    }
  }

  /** A principal component. */
  private static final class Component {
    private final double variance;
    private final double[] direction;

    Component(double variance, double[] direction) {
      this.variance = variance;
      this.direction = direction;
    }

    double project(float[] image, float[] mean) {
      double sum = 0;
      for (int i = 0; i < mean.length; i++) {
        sum += (image[i] - mean[i]) * direction[i];
      }
      return sum;
    }
  }

  private static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** The mean distance to the nearest training images. */
  private record Neighbours(List<float[]> training) implements OfPixels {
    @Override
    public String name() {
      return NEIGHBOURS + "-NN on pixels";
    }

    @Override
    public double score(float[] image) {
      double[] nearest = new double[Math.min(NEIGHBOURS, training.size())];
      Arrays.fill(nearest, Double.POSITIVE_INFINITY);
      int last = nearest.length - 1;
      for (float[] other : training) {
        double distance = squaredDistance(image, other);
        if (distance < nearest[last]) {
          nearest[last] = distance;
          Arrays.sort(nearest);
        }
      }
      return Arrays.stream(nearest).map(Math::sqrt).average().orElseThrow();
    }
  }

  /** What the first principal components leave of an image. */
  private static final class Residual implements OfPixels {
    private final float[] mean;
    private final List<Component> components;

    Residual(float[] mean, List<Component> components) {
      this.mean = mean;
      this.components = components;
    }

    @Override
    public String name() {
      return "PCA-" + COMPONENTS + " residual";
    }

    @Override
    public double score(float[] image) {
      double rest = squaredDistance(image, mean);
      for (Component component : components) {
        rest -= Math.pow(component.project(image, mean), 2);
      }
      return Math.sqrt(Math.max(0, rest));
    }
  }

  /** The Mahalanobis distance of the pixels themselves, with a ridge. */
  private static final class PixelMahalanobis implements OfPixels {
    private final float[] mean;
    private final List<Component> components;
    private final double ridge;

    PixelMahalanobis(float[] mean, List<Component> components, double ridge) {
      this.mean = mean;
      this.components = components;
      this.ridge = ridge;
    }

    @Override
    public String name() {
      return "pixel Mahalanobis";
    }

    @Override
    public double score(float[] image) {
      double sum = 0;
      for (Component component : components) {
        sum += Math.pow(component.project(image, mean), 2) / (component.variance + ridge);
      }
      return Math.sqrt(sum);
    }
  }

  /** The Mahalanobis distance of the exported graphs' gradients, without what a network learned. */
  private static final class GradientsAlone implements Baseline {
    private final String name;
    private final MahalanobisModel model;

    private GradientsAlone(String name, MahalanobisModel model) {
      this.name = name;
      this.model = model;
    }

    /**
     * Of the whole image, or of windows: with one Gaussian for all, and with one for each place.
     */
    static List<Baseline> fit(DecodedImages training) {
      Preprocessing shape = training.store().shape();
      boolean windowed = NormalImages.ShapeRequest.isWindowed(shape.width(), shape.height());
      FeatureGraph gradients = GradientGraph.alone(shape, windowed);
      long covariance = (long) gradients.dimensions() * gradients.dimensions();
      List<Baseline> fitted = new ArrayList<>();
      if (covariance <= MOST_COVARIANCES) {
        fitted.add(
            fit(
                windowed ? "gradients alone, shared" : "gradients alone",
                gradients,
                training,
                true));
      }
      if (windowed && covariance * gradients.positions() <= MOST_COVARIANCES) {
        fitted.add(fit("gradients alone, by position", gradients, training, false));
      }
      return fitted;
    }

    private static Baseline fit(
        String name, FeatureGraph gradients, DecodedImages training, boolean shared) {
      int[] all = IntStream.range(0, training.size()).toArray();
      Shrinkage shrinkage = new Shrinkage.Ridge(gradients.positions() > 1 ? 0.03 : 0.01);
      return new GradientsAlone(
          name, MahalanobisModel.fit(gradients, training.store(), all, shared, shrinkage));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean takesFullSize() {
      return true;
    }

    @Override
    public double[] scores(DecodedImages images) {
      float[] distances =
          model.distances(images.store(), IntStream.range(0, images.size()).toArray());
      return IntStream.range(0, distances.length).mapToDouble(i -> distances[i]).toArray();
    }
  }
}
