package dev.kizuki.embedded.bench;

import dev.kizuki.scoring.DistanceRunner;
import dev.kizuki.scoring.Model;
import java.util.List;

/** The model alone, in one thread: what nothing around it can exceed. */
record InferenceLine(Model model, List<byte[]> images, int batch, int count) implements Line {
  @Override
  public String name() {
    return "model alone, batch " + batch;
  }

  @Override
  public Measurement run() {
    float[] distances = new float[batch];
    try (DistanceRunner runner = new DistanceRunner(model, batch)) {
      ThreadCosts.Reading before = ThreadCosts.readMine();
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
      return Measurement.of(done, time, ThreadCosts.readMine().since(before));
    }
  }
}
