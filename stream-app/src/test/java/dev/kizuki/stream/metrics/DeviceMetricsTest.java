package dev.kizuki.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.stream.config.Configuration.Metrics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeviceMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private DeviceMetrics metrics(int devices) {
    return new DeviceMetrics(registry, new Metrics(devices, Pattern.compile("(.*)"), 50));
  }

  private DistributionSummary scores(String device) {
    return registry.get("kizuki.device.score").tag("device", device).summary();
  }

  private double anomalies(String device) {
    return registry.get("kizuki.device.anomalies").tag("device", device).counter().count();
  }

  @Test
  void recordsTheScoresOfADevice() {
    DeviceMetrics metrics = metrics(100);
    metrics.scored("camera-1", 0.25, /* anomalous= */ false);
    metrics.scored("camera-1", 0.5, /* anomalous= */ false);
    assertThat(scores("camera-1").count()).isEqualTo(2);
    assertThat(scores("camera-1").max()).isEqualTo(0.5);
    assertThat(scores("camera-1").totalAmount()).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void countsOnlyAnomaliesAsAnomalies() {
    DeviceMetrics metrics = metrics(100);
    metrics.scored("camera-1", 0.5, /* anomalous= */ false);
    assertThat(anomalies("camera-1")).isZero();
    metrics.scored("camera-1", 1.5, /* anomalous= */ true);
    assertThat(anomalies("camera-1")).isEqualTo(1);
    assertThat(scores("camera-1").count()).isEqualTo(2);
  }

  @Test
  void devicesAreIndependent() {
    DeviceMetrics metrics = metrics(100);
    metrics.scored("camera-1", 1.5, /* anomalous= */ true);
    metrics.scored("camera-2", 0.5, /* anomalous= */ false);
    assertThat(anomalies("camera-1")).isEqualTo(1);
    assertThat(anomalies("camera-2")).isZero();
    assertThat(scores("camera-2").max()).isEqualTo(0.5);
  }

  @Test
  void devicesBeyondTheLimitShareOneSeries() {
    DeviceMetrics metrics = metrics(1);
    metrics.scored("camera-1", 0.5, /* anomalous= */ false);
    metrics.scored("camera-2", 1.5, /* anomalous= */ true);
    metrics.scored("camera-3", 2.5, /* anomalous= */ true);
    assertThat(anomalies("other")).isEqualTo(2);
    assertThat(scores("other").max()).isEqualTo(2.5);
    assertThat(registry.find("kizuki.device.score").tag("device", "camera-2").summary()).isNull();
    assertThat(registry.find("kizuki.device.score").summaries()).hasSize(2);
  }

  @Test
  void withALimitOfZeroThereIsOneSeriesForAll() {
    metrics(0).scored("camera-1", 0.5, /* anomalous= */ false);
    assertThat(scores("other").count()).isEqualTo(1);
    assertThat(registry.find("kizuki.device.score").summaries()).hasSize(1);
  }
}
