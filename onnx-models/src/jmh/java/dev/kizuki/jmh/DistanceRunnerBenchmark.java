package dev.kizuki.jmh;

import dev.kizuki.scoring.DistanceRunner;
import dev.kizuki.scoring.Model;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Measures one batch through a shipped model. Divide by the batch for the time of one image. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DistanceRunnerBenchmark {
  @Param({"mnist-zero", "demo-parts"})
  public String name;

  @Param({"1", "32", "64"})
  public int batch;

  private Model model;
  private DistanceRunner runner;
  private float[] distances;

  @Setup
  public void load() {
    model = Model.load(Path.of("models", name + ".onnx"));
    runner = new DistanceRunner(model, batch);
    distances = new float[batch];
    for (int i = 0; i < batch; i++) {
      runner.input(i).put(model.metadata().goldenImages().get(0).pixels());
    }
  }

  @TearDown
  public void close() {
    runner.close();
    model.close();
  }

  @Benchmark
  public float[] distances() {
    runner.distances(batch, distances);
    return distances;
  }
}
