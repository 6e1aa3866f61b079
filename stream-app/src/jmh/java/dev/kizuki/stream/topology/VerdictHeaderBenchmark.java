package dev.kizuki.stream.topology;

import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** a verdict on its way through a record's headers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VerdictHeaderBenchmark {
  private final Headers headers =
      new RecordHeaders()
          .add("mqtt-topic", "devices/camera/images".getBytes(StandardCharsets.UTF_8))
          .add("sequence", "4711".getBytes(StandardCharsets.UTF_8));
  private final ModelVerdict judged =
      new ModelVerdict(new Verdict.Normal(new Score(1, 2, 0.5)), null, Instant.EPOCH);

  @Benchmark
  public Optional<ModelVerdict> attachAndDetach() {
    VerdictHeader.attach(headers, judged);
    return VerdictHeader.detach(headers);
  }
}
