package dev.kizuki.trainer.vae;

/** The weights of one layer after training. */
public final class TrainedLayer {
  private final long[] shape;
  private final float[] weight;
  private final float[] bias;

  /**
   * @param shape the shape of the weight: (out, in), or (out, in, height, width) for a convolution
   * @param weight the weight, row-major; not copied
   * @param bias the bias, (out); not copied
   */
  public TrainedLayer(long[] shape, float[] weight, float[] bias) {
    this.shape = shape;
    this.weight = weight;
    this.bias = bias;
  }

  public long[] shape() {
    return shape;
  }

  public float[] weight() {
    return weight;
  }

  public float[] bias() {
    return bias;
  }
}
