package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link PhotoArchitecture} as a DJL block. Input: (N, 2 C, H, W), float32, made by
 * {@link ImageContrast}. Outputs: the logits of the defect head (N, 1, H / 4, W / 4), the
 * reconstruction (N, 2 C, H / 4, W / 4), mu and logVariance (N, D, H / 32, W / 32), and the map
 * before the last layer of the defect head (N, head, H / 4, W / 4).
 */
final class PhotoVae extends AbstractBlock {
  private static final float EPSILON = 1e-5f;

  /** A convolution, and the normalisation after it. */
  private record Step(Block conv, @Nullable Block norm, int stride) {}

  private final PhotoArchitecture architecture;
  private final List<Step> steps = new ArrayList<>();
  private final List<Step> down = new ArrayList<>();
  private final List<List<Step>> refine = new ArrayList<>();
  private final List<Step> lateral = new ArrayList<>();
  private final Step smooth;
  private final Step logit;
  private final Step mu;
  private final Step logVariance;
  private final List<Step> decoder = new ArrayList<>();

  PhotoVae(PhotoArchitecture architecture) {
    this.architecture = architecture;
    List<Integer> widths = architecture.widths();
    for (int stage = 0; stage < widths.size(); stage++) {
      int width = widths.get(stage);
      down.add(step(width, stage == 0 ? 5 : 3, 2, true));
      List<Step> more = new ArrayList<>();
      int count = stage == 0 ? 0 : PhotoArchitecture.isResidual(stage) ? 2 : 1;
      for (int i = 0; i < count; i++) {
        more.add(step(width, 3, 1, true));
      }
      refine.add(more);
    }
    for (int stage = 1; stage < widths.size(); stage++) {
      lateral.add(step(architecture.head(), 1, 1, false));
    }
    this.smooth = step(architecture.head(), 3, 1, true);
    this.logit = step(1, 1, 1, false);
    this.mu = step(architecture.latent(), 1, 1, false);
    this.logVariance = step(architecture.latent(), 1, 1, false);
    for (int width : PhotoArchitecture.DECODER) {
      decoder.add(step(width, decoder.isEmpty() ? 1 : 3, 1, false));
    }
    decoder.add(step(architecture.inputChannels(), 3, 1, false));
    // Uniform within 1 / sqrt(inputs). Smaller weights before a normalisation learn faster.
    setInitializer(
        new XavierInitializer(
            XavierInitializer.RandomType.UNIFORM, XavierInitializer.FactorType.IN, 1),
        Parameter.Type.WEIGHT);
  }

  private Step step(int filters, int kernel, int stride, boolean normalised) {
    String name = "step" + steps.size();
    Block conv =
        addChildBlock(
            name,
            Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .setFilters(filters)
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optBias(!normalised)
                .build());
    Block norm =
        normalised
            ? addChildBlock(name + "norm", BatchNorm.builder().optEpsilon(EPSILON).build())
            : null;
    Step step = new Step(conv, norm, stride);
    steps.add(step);
    return step;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    List<NDArray> maps = stages(parameters, inputs.get(0), training);
    NDArray last = maps.get(maps.size() - 1);
    NDArray mean = run(mu, parameters, last, training);
    NDArray logVar = run(logVariance, parameters, last, training);
    NDArray z = training ? Sampling.of(mean, logVar) : mean;
    NDArray penultimate = head(parameters, maps, training);
    return new NDList(
        run(logit, parameters, penultimate, training),
        decode(parameters, z, training),
        mean,
        logVar,
        penultimate);
  }

  private List<NDArray> stages(ParameterStore parameters, NDArray x, boolean training) {
    List<NDArray> maps = new ArrayList<>();
    NDArray h = x;
    for (int stage = 0; stage < down.size(); stage++) {
      h = Activation.relu(run(down.get(stage), parameters, h, training));
      NDArray start = h;
      List<Step> more = refine.get(stage);
      for (int i = 0; i < more.size(); i++) {
        h = run(more.get(i), parameters, h, training);
        boolean joins = PhotoArchitecture.isResidual(stage) && i == more.size() - 1;
        h = Activation.relu(joins ? h.add(start) : h);
      }
      maps.add(h);
    }
    return maps;
  }

  /** The penultimate map of the defect head, (N, head, H / 4, W / 4). */
  private NDArray head(ParameterStore parameters, List<NDArray> maps, boolean training) {
    NDArray joined = run(lateral.get(lateral.size() - 1), parameters, maps.get(4), training);
    for (int stage = maps.size() - 2; stage >= 1; stage--) {
      NDArray own = run(lateral.get(stage - 1), parameters, maps.get(stage), training);
      joined = own.add(twice(joined, own.getShape()));
    }
    return Activation.relu(run(smooth, parameters, joined, training));
  }

  private NDArray decode(ParameterStore parameters, NDArray z, boolean training) {
    NDArray h = z;
    for (int i = 0; i < decoder.size(); i++) {
      if (i > 0) {
        Shape shape = h.getShape();
        h = twice(h, new Shape(shape.get(0), shape.get(1), 2 * shape.get(2), 2 * shape.get(3)));
      }
      h = run(decoder.get(i), parameters, h, training);
      h = i < decoder.size() - 1 ? Activation.relu(h) : h;
    }
    return h;
  }

  /** Repeats each value in a square of 2 x 2, and cuts the result to a size. */
  private static NDArray twice(NDArray x, Shape size) {
    long n = x.getShape().get(0);
    long channels = x.getShape().get(1);
    long rows = x.getShape().get(2);
    long columns = x.getShape().get(3);
    NDArray repeated =
        x.reshape(n, channels, rows, 1, columns, 1)
            .broadcast(n, channels, rows, 2, columns, 2)
            .reshape(n, channels, 2 * rows, 2 * columns);
    boolean fits = 2 * rows == size.get(2) && 2 * columns == size.get(3);
    return fits ? repeated : repeated.get(":,:,0:{},0:{}", size.get(2), size.get(3));
  }

  private static NDArray run(Step step, ParameterStore parameters, NDArray x, boolean training) {
    NDArray y = step.conv.forward(parameters, new NDList(x), training).head();
    Block norm = step.norm;
    return norm == null ? y : norm.forward(parameters, new NDList(y), training).head();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    long n = inputShapes[0].get(0);
    long rows = inputShapes[0].get(2);
    long columns = inputShapes[0].get(3);
    Shape latent = new Shape(n, architecture.latent(), rows / 32, columns / 32);
    return new Shape[] {
      new Shape(n, 1, rows / 4, columns / 4),
      new Shape(n, architecture.inputChannels(), rows / 4, columns / 4),
      latent,
      latent,
      new Shape(n, architecture.head(), rows / 4, columns / 4)
    };
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... shapes) {
    long n = shapes[0].get(0);
    List<Integer> widths = architecture.widths();
    int channels = architecture.inputChannels();
    for (int stage = 0; stage < widths.size(); stage++) {
      initialize(down.get(stage), manager, dataType, n, channels);
      channels = widths.get(stage);
      for (Step step : refine.get(stage)) {
        initialize(step, manager, dataType, n, channels);
      }
    }
    for (int i = 0; i < lateral.size(); i++) {
      initialize(lateral.get(i), manager, dataType, n, widths.get(i + 1));
    }
    initialize(smooth, manager, dataType, n, architecture.head());
    initialize(logit, manager, dataType, n, architecture.head());
    initialize(mu, manager, dataType, n, channels);
    initialize(logVariance, manager, dataType, n, channels);
    int width = architecture.latent();
    for (int i = 0; i < decoder.size(); i++) {
      initialize(decoder.get(i), manager, dataType, n, width);
      width = i < PhotoArchitecture.DECODER.size() ? PhotoArchitecture.DECODER.get(i) : width;
    }
  }

  private static void initialize(
      Step step, NDManager manager, DataType dataType, long n, int channels) {
    Shape shape = new Shape(n, channels, 64, 64);
    step.conv.initialize(manager, dataType, shape);
    Block norm = step.norm;
    if (norm != null) {
      norm.initialize(manager, dataType, step.conv.getOutputShapes(new Shape[] {shape})[0]);
    }
  }

  /** The trained weights of the encoder and the defect head, by their role. */
  TrainedPhotoWeights weights() {
    List<List<TrainedLayer>> stages = new ArrayList<>();
    for (int stage = 0; stage < down.size(); stage++) {
      List<TrainedLayer> layers = new ArrayList<>();
      layers.add(folded(down.get(stage)));
      refine.get(stage).forEach(step -> layers.add(folded(step)));
      stages.add(layers);
    }
    return new TrainedPhotoWeights(
        stages,
        lateral.stream().map(PhotoVae::folded).toList(),
        folded(smooth),
        folded(logit),
        folded(mu),
        folded(logVariance),
        decoder.stream().map(PhotoVae::folded).toList());
  }

  /** The convolution with the normalisation after it folded into its weights. */
  private static TrainedLayer folded(Step step) {
    NDArray weight = step.conv.getDirectParameters().get("weight").getArray();
    float[] weights = weight.toFloatArray();
    int filters = Math.toIntExact(weight.getShape().get(0));
    Block norm = step.norm;
    if (norm == null) {
      float[] bias = step.conv.getDirectParameters().get("bias").getArray().toFloatArray();
      return new TrainedLayer(weight.getShape().getShape(), weights, bias);
    }
    float[] gamma = norm.getDirectParameters().get("gamma").getArray().toFloatArray();
    float[] beta = norm.getDirectParameters().get("beta").getArray().toFloatArray();
    float[] mean = norm.getDirectParameters().get("runningMean").getArray().toFloatArray();
    float[] variance = norm.getDirectParameters().get("runningVar").getArray().toFloatArray();
    float[] bias = new float[filters];
    int each = weights.length / filters;
    for (int filter = 0; filter < filters; filter++) {
      double factor = gamma[filter] / Math.sqrt(variance[filter] + EPSILON);
      bias[filter] = (float) (beta[filter] - mean[filter] * factor);
      for (int i = filter * each; i < (filter + 1) * each; i++) {
        weights[i] = (float) (weights[i] * factor);
      }
    }
    return new TrainedLayer(weight.getShape().getShape(), weights, bias);
  }
}
