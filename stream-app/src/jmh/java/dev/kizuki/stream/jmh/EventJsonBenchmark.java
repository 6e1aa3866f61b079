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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events as JSON. Times of capture and arrival differ; {@code shared} events have the same
 * time of scoring, as the events of one poll.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventJsonBenchmark {
  private static final int EVENTS = 4096;

  @Param({"1", "32"})
  private int shared;

  private final ImageEvent[] events = new ImageEvent[EVENTS];
  private final ObjectWriter plain =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build())
          .build()
          .writerFor(ImageEvent.class);
  private int next;

  @Setup
  public void makeEvents() {
    Instant start = Instant.parse("2026-01-02T03:04:05.600Z");
    for (int i = 0; i < EVENTS; i++) {
      Instant captured = start.plusNanos(i * 731_000L);
      events[i] = event(captured, start.plusNanos(i / shared * shared * 731_000L + 90_123_000L));
    }
  }

  private static ImageEvent event(Instant captured, Instant scored) {
    return ImageEvent.of(
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
            captured,
            captured.plusMillis(78),
            scored,
            new ImageEvent.ImageReference("device-images", 2, 12345, 784, "cd".repeat(32))));
  }

  private ImageEvent event() {
    next = (next + 1) % EVENTS;
    return events[next];
  }

  @Benchmark
  public byte[] cachedInstants() {
    return EventJson.write(event());
  }

  @Benchmark
  public byte[] plainJackson() {
    return plain.writeValueAsBytes(event());
  }
}
