package dev.kizuki.embedded.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
  private static final String TEXT =
      """
      # HELP kizuki_images_scored_total Images with a verdict.
      # TYPE kizuki_images_scored_total counter
      kizuki_images_scored_total{device="a"} 3.0
      kizuki_images_scored_total{device="b"} 1.5E7
      kizuki_images_scored_total_other 5.0
      kizuki_lag NaN
      jvm_memory_used_bytes{area="heap",id="Eden Space"} 10.0
      jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 20.0
      jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 40.0
      """;

  @Test
  void addsTheSeriesOfAMetricAndNoOtherMetrics() {
    assertThat(MetricsText.sum(TEXT, "kizuki_images_scored_total", "")).isEqualTo(15_000_003);
    assertThat(MetricsText.sum(TEXT, "jvm_memory_used_bytes", "area=\"heap\"")).isEqualTo(30);
  }

  @Test
  void takesAMetricThatDoesNotExistYetForZero() {
    assertThat(MetricsText.sum(TEXT, "kizuki_images_rejected_total", "")).isZero();
  }

  @Test
  void keepsAValueThatIsNotKnown() {
    assertThat(MetricsText.sum(TEXT, "kizuki_lag", "")).isNaN();
  }
}
