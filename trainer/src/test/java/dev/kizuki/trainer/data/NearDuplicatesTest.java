package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.progress.Progress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
  private static final int SIDE = 64;

  /** Blobs at places drawn by the seed, with their own noise and light. */
  private static void draw(PixelStore store, int index, long blobs, long noise) {
    Random random = new Random(blobs);
    double[] x = random.doubles(6, 0, SIDE).toArray();
    double[] y = random.doubles(6, 0, SIDE).toArray();
    Random other = new Random(noise);
    double light = 10 * other.nextGaussian();
    var target = store.image(index);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int column = i % SIDE;
      int row = i / SIDE;
      double value = 100 + light + 4 * other.nextGaussian();
      for (int blob = 0; blob < x.length; blob++) {
        double squared = Math.pow(column - x[blob], 2) + Math.pow(row - y[blob], 2);
        value += 60 * Math.exp(-squared / 50);
      }
      target.put((byte) Math.max(0, Math.min(255, Math.round(value))));
    }
  }

  private static PixelStore store(int images) {
    return new PixelStore(new Preprocessing(1, SIDE, SIDE, Resize.NONE), images);
  }

  @Test
  void thePartThatIsPhotographedTwiceIsFound() {
    PixelStore images = store(40);
    for (int i = 0; i < 40; i++) {
      draw(images, i, i < 39 ? i : 7, 1000 + i);
    }
    List<Integer> training = java.util.stream.IntStream.range(0, 30).boxed().toList();
    Split split = new Split(training, List.of(30), List.of(36, 37, 38, 39));
    NearDuplicates.Finding finding = NearDuplicates.across(images, split);
    assertThat(finding.compared()).isEqualTo(4);
    assertThat(finding.pairs())
        .singleElement()
        .satisfies(
            pair -> {
              assertThat(pair.calibration()).isEqualTo(39);
              assertThat(pair.training()).isEqualTo(7);
            });
  }

  @Test
  void anotherExposureIsNoDuplicate() {
    PixelStore images = store(40);
    Random random = new Random(5);
    for (int n = 0; n < 40; n++) {
      double gain = 1 + 0.15 * random.nextGaussian();
      var target = images.image(n);
      for (int i = 0; i < SIDE * SIDE; i++) {
        double pattern = 80 + 50 * Math.sin(i % SIDE / 5.0);
        target.put((byte) Math.max(0, Math.min(255, gain * pattern + 2 * random.nextGaussian())));
      }
    }
    List<Integer> training = java.util.stream.IntStream.range(0, 30).boxed().toList();
    Split split = new Split(training, List.of(30), List.of(36, 37, 38, 39));
    assertThat(NearDuplicates.across(images, split).pairs()).isEmpty();
  }

  @Test
  void imagesThatAreAllEqualGiveNoPairs() {
    PixelStore flat = store(10);
    Split split = new Split(List.of(0, 1, 2, 3), List.of(4), List.of(5, 6));
    assertThat(NearDuplicates.across(flat, split).pairs()).isEmpty();
  }

  @Test
  void theSamePartIsFoundAmongAllImages() {
    PixelStore images = store(40);
    for (int i = 0; i < 40; i++) {
      draw(images, i, i < 39 ? i : 7, 1000 + i);
    }
    assertThat(NearDuplicates.within(images, Progress.SILENT))
        .containsExactly(new NearDuplicates.Likeness(7, 39));
    assertThat(NearDuplicates.within(store(10), Progress.SILENT)).as("constant images").isEmpty();
  }
}
