package dev.kizuki.trainer.proof;

import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.WindowBank;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.TrainedVae;
import dev.kizuki.trainer.vae.WholeImages;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The latents that the trained network itself computes, with PyTorch and without the exported
 * graph. Each array is (images, D), row-major. For a network that sees windows, the latent of an
 * image is the mean over its windows.
 */
final class NetworkLatents {
  /** The number of windows that the network processes at once. */
  private static final int CHUNK = 256;

  private final float[] mu;
  private final float[] logVariance;

  private NetworkLatents(float[] mu, float[] logVariance) {
    this.mu = mu;
    this.logVariance = logVariance;
  }

  float[] mu() {
    return mu;
  }

  float[] logVariance() {
    return logVariance;
  }

  /** Runs the network on some images of the store. */
  static NetworkLatents of(TrainedVae vae, PixelStore images, int[] positions) {
    Architecture architecture = vae.architecture();
    if (architecture.windowed()) {
      return ofWindows(vae, images, positions);
    }
    List<float[]> layers = vae.encode(new WholeImages(images, architecture.scaling()), positions);
    return new NetworkLatents(layers.get(layers.size() - 2), layers.get(layers.size() - 1));
  }

  private static NetworkLatents ofWindows(TrainedVae vae, PixelStore images, int[] positions) {
    Architecture architecture = vae.architecture();
    float[] mu = new float[positions.length * architecture.latent()];
    float[] logVariance = new float[mu.length];
    for (int image = 0; image < positions.length; image++) {
      WindowBank windows = WindowBank.grid(architecture, images, new int[] {positions[image]});
      for (int start = 0; start < windows.size(); start += CHUNK) {
        int[] some = IntStream.range(start, Math.min(windows.size(), start + CHUNK)).toArray();
        List<float[]> layers = vae.encode(windows, some);
        addMeans(layers.get(layers.size() - 2), some.length, windows.size(), mu, image);
        addMeans(layers.get(layers.size() - 1), some.length, windows.size(), logVariance, image);
      }
    }
    return new NetworkLatents(mu, logVariance);
  }

  /** Adds the contribution of some windows to the mean over all windows of an image. */
  private static void addMeans(
      float[] values, int windows, int allWindows, float[] means, int image) {
    int dimensions = values.length / windows;
    for (int i = 0; i < values.length; i++) {
      means[image * dimensions + i % dimensions] += values[i] / allWindows;
    }
  }
}
