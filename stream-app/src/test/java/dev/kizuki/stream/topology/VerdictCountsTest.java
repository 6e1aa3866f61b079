package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.Configuration.Incidents;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.Judgement.Verdict;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The metric of judged incidents. */
class VerdictCountsTest {
  private static final Duration KEEP = Duration.ofHours(1);

  private final KeeperRun run =
      new KeeperRun(
          new Incidents(
              true, 1, 1, 1, Duration.ofMinutes(1), 0, Duration.ofMinutes(1), KEEP, KEEP));

  private double judged(String verdict) {
    return run.registry.find("kizuki.incidents.judged").tag("verdict", verdict).gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  private Incident raise(String device) {
    run.image(device, 1.5);
    return run.last();
  }

  @Test
  void countsAVerdictByModelAndLine() {
    run.judge(raise("line1-camera1"), Verdict.REAL);
    assertThat(
            run.gauge(
                "kizuki.incidents.judged",
                "about",
                "product",
                "model",
                "parts",
                "version",
                "1",
                "line",
                "line1",
                "verdict",
                "real"))
        .isEqualTo(1);
  }

  @Test
  void aChangedVerdictCountsOnce() {
    Incident raised = raise("line1-camera1");
    run.judge(raised, Verdict.FALSE);
    run.judge(raised, Verdict.REAL);
    run.judge(raised, Verdict.REAL);
    assertThat(judged("real")).isEqualTo(1);
    assertThat(judged("false")).isZero();
  }

  @Test
  void survivesARestart() {
    run.judge(raise("line1-camera1"), Verdict.FALSE);
    run.judge(raise("line1-camera2"), Verdict.UNSURE);
    run.restart();
    assertThat(judged("false")).isEqualTo(1);
    assertThat(judged("unsure")).isEqualTo(1);
  }

  @Test
  void forgetsTheVerdictWithItsIncident() {
    run.judge(raise("line1-camera1"), Verdict.FALSE);
    run.pass(KEEP.plusMinutes(5));
    run.sweep();
    assertThat(judged("false")).isZero();
  }
}
