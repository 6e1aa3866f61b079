package dev.kizuki.trainer.feature;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.NetworkInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Windows cut from images, in local contrast as the exported graph computes it. A patch network is
 * trained on them.
 */
public final class WindowBank implements NetworkInputs {
  /** The largest number of float values of all windows together: 80 MB. */
  private static final int MOST_VALUES = 20_000_000;

  private final int channels;
  private final int side;
  private final List<float[]> windows = new ArrayList<>();

  private WindowBank(int channels, int side) {
    this.channels = channels;
    this.side = side;
  }

  /**
   * Cuts windows at random places. Their number is bounded for any number of images.
   *
   * @param positions the positions of the images in the store
   * @param count the wanted number of windows; fewer are cut if they would not fit into memory
   */
  public static WindowBank sample(
      Architecture architecture, PixelStore images, int[] positions, int count, long seed) {
    WindowBank bank = new WindowBank(architecture.input().channels(), architecture.window());
    int wanted = Math.min(count, MOST_VALUES / bank.length());
    Random random = new Random(seed);
    int[] order = Split.shuffled(positions, random);
    int[] chosen = Arrays.copyOf(order, Math.min(order.length, wanted));
    int each = (wanted + chosen.length - 1) / chosen.length;
    Preprocessing shape = images.shape();
    bank.cut(
        images,
        chosen,
        contrast -> {
          for (int i = 0; i < each && bank.size() < wanted; i++) {
            bank.add(
                contrast,
                shape,
                random.nextInt(shape.height() - bank.side + 1),
                random.nextInt(shape.width() - bank.side + 1));
          }
        });
    return bank;
  }

  /** All windows that the exported graph sees, image by image, row by row. */
  public static WindowBank grid(Architecture architecture, PixelStore images, int[] positions) {
    WindowBank bank = new WindowBank(architecture.input().channels(), architecture.window());
    bank.cut(
        images,
        positions,
        contrast -> {
          for (int row = 0; row < architecture.windowRows(); row++) {
            for (int column = 0; column < architecture.windowColumns(); column++) {
              bank.add(
                  contrast, images.shape(), row * Architecture.STEP, column * Architecture.STEP);
            }
          }
        });
    return bank;
  }

  private interface Cutter {
    void cut(float[] contrast);
  }

  private void cut(PixelStore images, int[] positions, Cutter cutter) {
    Preprocessing shape = images.shape();
    try (GraphRunner runner = new GraphRunner(LocalContrast.graph(shape).toBytes(), shape)) {
      runner.run(
          LocalContrast.OUTPUT,
          positions.length,
          i -> images.image(positions[i]),
          (start, n, values) -> {
            for (int i = 0; i < n; i++) {
              cutter.cut(Arrays.copyOfRange(values, i * shape.size(), (i + 1) * shape.size()));
            }
          });
    }
  }

  private void add(float[] image, Preprocessing shape, int row, int column) {
    float[] window = new float[length()];
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < side; y++) {
        System.arraycopy(
            image,
            (channel * shape.height() + row + y) * shape.width() + column,
            window,
            (channel * side + y) * side,
            side);
      }
    }
    windows.add(window);
  }

  @Override
  public int size() {
    return windows.size();
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public int height() {
    return side;
  }

  @Override
  public int width() {
    return side;
  }

  @Override
  public void read(int index, float[] target, int offset) {
    System.arraycopy(windows.get(index), 0, target, offset, length());
  }
}
