package dev.kizuki.trainer.vae;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.vae.Architecture.Scaling;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import dev.kizuki.trainer.vae.TrainingSettings.Schedule;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VaeTrainingTest {
  private static final VaeTraining.Listener SILENT =
      new VaeTraining.Listener() {
        @Override
        public void step(int epoch, int step, int steps, double loss, double kl) {}

        @Override
        public void epoch(Epoch epoch) {}
      };

  private static PixelStore noise() {
    PixelStore images = new PixelStore(new Preprocessing(1, 20, 20, Resize.NONE), 100);
    Random random = new Random(1);
    for (int i = 0; i < images.size(); i++) {
      byte[] pixels = new byte[400];
      random.nextBytes(pixels);
      images.image(i).put(pixels);
    }
    return images;
  }

  private static List<Epoch> train(PixelStore images, Likelihood likelihood) {
    TrainingSettings settings =
        new TrainingSettings(
            likelihood, 1, 0, 8, 10, 1e-3, Schedule.COSINE, 0, Auxiliary.CUT_PASTE, 1);
    ScaledImages inputs = new ScaledImages(images, Scaling.UNIT);
    int[] training = IntStream.range(0, 80).toArray();
    int[] heldOut = IntStream.range(80, 100).toArray();
    Architecture architecture = Architecture.conv(images.shape(), 4);
    try (TrainedVae vae =
        new VaeTraining(architecture, settings, inputs, training, heldOut).run(SILENT)) {
      return vae.epochs();
    }
  }

  /** Runs garbage collections all the time, and overwrites free memory. */
  private static Thread collector(AtomicBoolean stop) {
    Thread thread =
        new Thread(
            () -> {
              List<ByteBuffer> kept = new ArrayList<>();
              while (!stop.get()) {
                System.gc();
                for (int i = 0; i < 2000; i++) {
                  kept.add(ByteBuffer.allocateDirect(Float.BYTES).putFloat(0, 1e30f));
                }
                if (kept.size() > 20_000) {
                  kept.clear();
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @ParameterizedTest
  @EnumSource(Likelihood.class)
  void garbageCollectionDoesNotReachTheGradients(Likelihood likelihood)
      throws InterruptedException {
    PixelStore images = noise();
    List<Epoch> undisturbed = train(images, likelihood);
    AtomicBoolean stop = new AtomicBoolean();
    Thread collector = collector(stop);
    try {
      assertThat(train(images, likelihood)).isEqualTo(undisturbed);
    } finally {
      stop.set(true);
      collector.join();
    }
  }
}
