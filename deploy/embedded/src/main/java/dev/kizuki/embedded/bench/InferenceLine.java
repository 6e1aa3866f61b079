package dev.kizuki.embedded.bench;

import dev.kizuki.scoring.DistanceRunner;
import dev.kizuki.scoring.Model;
import java.util.List;

/** Measures the model alone, in one thread; the topology cannot be faster. */
record InferenceLine(Model model, List<byte[]> images, int batch, int count) implements Line {
  @Override
  public String name() {
    return "model alone, batch " + batch;
  }

  @Override
  public Measurement run() {
    float[] distances = new float[batch];
    try (DistanceRunner runner = new DistanceRunner(model, batch)) {
      ThreadCosts.Reading before = ThreadCosts.readCurrent();
      long start = System.nanoTime();
      int done = 0;
      while (done < count) {
        for (int i = 0; i < batch; i++) {
          runner.input(i).put(images.get((done + i) % images.size()));
        }
        runner.distances(batch, distances);
        done += batch;
      }
      long time = System.nanoTime() - start;
      return Measurement.of(done, time, ThreadCosts.readCurrent().since(before));
    }
  }
}
