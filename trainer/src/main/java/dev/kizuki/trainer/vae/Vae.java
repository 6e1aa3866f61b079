package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.util.PairList;
import dev.kizuki.trainer.vae.Architecture.Activation;
import dev.kizuki.trainer.vae.Architecture.Layer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A variational autoencoder (Kingma &amp; Welling 2014) as a DJL block. Input: (N, C, H, W),
 * float32, scaled. Outputs: logits (N, C H W), mu (N, D), logVariance (N, D).
 *
 * <p>With an auxiliary head, the training has a second input, N pasted images, and a fourth output,
 * (2 N, 2): the logits of "normal" and "pasted", first for the normal images, then for the pasted
 * images.
 */
final class Vae extends AbstractBlock {
  private final Architecture architecture;
  private final List<Block> encoder = new ArrayList<>();
  private final Block mu;
  private final Block logVariance;
  private final List<Block> decoder = new ArrayList<>();
  private final @Nullable Block auxiliary;

  /**
   * @param withAuxiliary whether the network also learns to tell pasted images from normal images,
   *     from the map of the last convolution
   */
  Vae(Architecture architecture, boolean withAuxiliary) {
    this.architecture = architecture;
    for (Layer layer : architecture.encoder()) {
      encoder.add(addChildBlock("encoder" + encoder.size(), block(layer)));
    }
    this.mu = addChildBlock("mu", dense(architecture.latent()));
    this.logVariance = addChildBlock("logVariance", dense(architecture.latent()));
    for (int units : architecture.decoder()) {
      decoder.add(addChildBlock("decoder" + decoder.size(), dense(units)));
    }
    decoder.add(addChildBlock("output", dense(architecture.input().size())));
    this.auxiliary = withAuxiliary ? addChildBlock("auxiliary", dense(2)) : null;
    // Glorot & Bengio 2010
    setInitializer(
        new XavierInitializer(
            XavierInitializer.RandomType.UNIFORM, XavierInitializer.FactorType.AVG, 3),
        Parameter.Type.WEIGHT);
  }

  private static Block block(Layer layer) {
    if (layer instanceof Layer.Conv conv) {
      return Conv2d.builder()
          .setKernelShape(new Shape(conv.kernel(), conv.kernel()))
          .setFilters(conv.filters())
          .optStride(new Shape(conv.stride(), conv.stride()))
          .optPadding(new Shape(conv.padding(), conv.padding()))
          .build();
    }
    return dense(((Layer.Dense) layer).units());
  }

  private static Block dense(int units) {
    return Linear.builder().setUnits(units).build();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    List<NDArray> layers = encode(parameters, inputs.get(0), training);
    NDArray mean = layers.get(layers.size() - 2);
    NDArray logVar = layers.get(layers.size() - 1);
    NDArray z = training ? Sampling.of(mean, logVar) : mean;
    NDList outputs = new NDList(decode(parameters, z, training), mean, logVar);
    if (auxiliary != null && inputs.size() == 2) {
      NDArray map = flat(layers.get(architecture.lastConv()));
      NDArray pasted = flat(convolutions(parameters, inputs.get(1), training));
      outputs.add(forward(auxiliary, parameters, map.concat(pasted), training));
    }
    return outputs;
  }

  private NDArray convolutions(ParameterStore parameters, NDArray x, boolean training) {
    NDArray h = x;
    for (int i = 0; i <= architecture.lastConv(); i++) {
      h = activate(forward(encoder.get(i), parameters, h, training));
    }
    return h;
  }

  /** Computes the output of each layer of the encoder, then mu, then logVariance. */
  List<NDArray> encode(ParameterStore parameters, NDArray x, boolean training) {
    List<NDArray> outputs = new ArrayList<>();
    NDArray h = x;
    for (int i = 0; i < encoder.size(); i++) {
      boolean dense = architecture.encoder().get(i) instanceof Layer.Dense;
      h = activate(forward(encoder.get(i), parameters, dense ? flat(h) : h, training));
      outputs.add(h);
    }
    outputs.add(forward(mu, parameters, flat(h), training));
    outputs.add(forward(logVariance, parameters, flat(h), training));
    return outputs;
  }

  /** Computes the logits of the pixels, (N, C H W). */
  NDArray decode(ParameterStore parameters, NDArray z, boolean training) {
    NDArray h = z;
    for (int i = 0; i < decoder.size() - 1; i++) {
      h = activate(forward(decoder.get(i), parameters, h, training));
    }
    return forward(decoder.get(decoder.size() - 1), parameters, h, training);
  }

  private NDArray activate(NDArray x) {
    return architecture.activation() == Activation.RELU
        ? ai.djl.nn.Activation.relu(x)
        : ai.djl.nn.Activation.softPlus(x);
  }

  private static NDArray flat(NDArray x) {
    return x.getShape().dimension() == 2 ? x : x.reshape(x.getShape().get(0), -1);
  }

  private static NDArray forward(
      Block block, ParameterStore parameters, NDArray x, boolean training) {
    return block.forward(parameters, new NDList(x), training).singletonOrThrow();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    long n = inputShapes[0].get(0);
    return new Shape[] {
      new Shape(n, architecture.input().size()),
      new Shape(n, architecture.latent()),
      new Shape(n, architecture.latent())
    };
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... shapes) {
    Shape shape = shapes[0];
    Shape lastMap = shape;
    for (int i = 0; i < encoder.size(); i++) {
      boolean dense = architecture.encoder().get(i) instanceof Layer.Dense;
      shape = initialize(encoder.get(i), manager, dataType, dense ? flat(shape) : shape);
      lastMap = dense ? lastMap : shape;
    }
    if (auxiliary != null) {
      initialize(auxiliary, manager, dataType, flat(lastMap));
    }
    initialize(mu, manager, dataType, flat(shape));
    initialize(logVariance, manager, dataType, flat(shape));
    Shape latent = new Shape(shapes[0].get(0), architecture.latent());
    for (Block layer : decoder) {
      latent = initialize(layer, manager, dataType, latent);
    }
  }

  private static Shape initialize(Block block, NDManager manager, DataType dataType, Shape shape) {
    block.initialize(manager, dataType, shape);
    return block.getOutputShapes(new Shape[] {shape})[0];
  }

  private static Shape flat(Shape shape) {
    return new Shape(shape.get(0), shape.size() / shape.get(0));
  }

  /** The trained weights of the encoder's layers in order, then those of mu and logVariance. */
  List<TrainedLayer> encoderWeights() {
    List<TrainedLayer> layers = new ArrayList<>();
    encoder.forEach(block -> layers.add(weights(block)));
    layers.add(weights(mu));
    layers.add(weights(logVariance));
    return layers;
  }

  /** The trained weights of the decoder's layers in order. */
  List<TrainedLayer> decoderWeights() {
    return decoder.stream().map(Vae::weights).toList();
  }

  private static TrainedLayer weights(Block block) {
    NDArray weight = block.getDirectParameters().get("weight").getArray();
    NDArray bias = block.getDirectParameters().get("bias").getArray();
    return new TrainedLayer(
        weight.getShape().getShape(), weight.toFloatArray(), bias.toFloatArray());
  }
}
