package dev.kizuki.stream.jmh;

import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writes an alert as JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventJsonBenchmark {
  private final ImageEvent event =
      ImageEvent.of(
          "camera-1/4711",
          URI.create("/kizuki/plant"),
          ImageEvent.ANOMALOUS,
          new ImageEvent.Data(
              "camera-1",
              new ImageEvent.ModelReference("parts", "3", "ab".repeat(32)),
              15.537218093872070,
              10.2,
              1.5232566758698,
              0.0008,
              Instant.parse("2026-01-02T03:04:05.600Z"),
              Instant.parse("2026-01-02T03:04:05.678Z"),
              Instant.parse("2026-01-02T03:04:05.690123Z"),
              new ImageEvent.ImageReference("device-images", 2, 12345, 784, "cd".repeat(32))));

  @Benchmark
  public byte[] write() {
    return EventJson.write(event);
  }
}
