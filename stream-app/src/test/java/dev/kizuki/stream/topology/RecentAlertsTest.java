package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentAlertsTest {
  private static final long WINDOW_MS = 10 * 60 * 1000L;

  private final RecentAlerts alerts = new RecentAlerts();

  @Test
  void theSameImageUnderTheSameIdIsFirstOnce() {
    assertThat(alerts.isFirst("camera/1", "ab", 0)).isTrue();
    assertThat(alerts.isFirst("camera/1", "ab", 1)).isFalse();
    assertThat(alerts.isFirst("camera/1", "ab", 2)).isFalse();
  }

  @Test
  void anotherIdOrAnotherImageIsFirst() {
    alerts.isFirst("camera/1", "ab", 0);
    assertThat(alerts.isFirst("camera/2", "ab", 0)).isTrue();
    assertThat(alerts.isFirst("camera/1", "cd", 0)).isTrue();
  }

  @Test
  void isFirstAgainAfterTheWindow() {
    alerts.isFirst("camera/1", "ab", 1000);
    assertThat(alerts.isFirst("camera/1", "ab", 1000 + WINDOW_MS)).isFalse();
    assertThat(alerts.isFirst("camera/1", "ab", 1001 + 2 * WINDOW_MS)).isTrue();
  }

  @Test
  void eachDeliveryStartsTheWindowAnew() {
    alerts.isFirst("camera/1", "ab", 0);
    for (int delivery = 1; delivery <= 5; delivery++) {
      assertThat(alerts.isFirst("camera/1", "ab", delivery * WINDOW_MS)).isFalse();
    }
  }

  @Test
  void theWindowAlsoHoldsForAnEarlierArrival() {
    alerts.isFirst("camera/1", "ab", 2 * WINDOW_MS);
    assertThat(alerts.isFirst("camera/1", "ab", WINDOW_MS)).isFalse();
    assertThat(alerts.isFirst("camera/1", "ab", -1)).isTrue();
  }

  @Test
  void forgetsTheOldestOfMoreThanTenThousandAlerts() {
    for (int i = 0; i <= 10_000; i++) {
      assertThat(alerts.isFirst("camera/" + i, "ab", 0)).isTrue();
    }
    assertThat(alerts.isFirst("camera/1", "ab", 0)).as("still remembered").isFalse();
    assertThat(alerts.isFirst("camera/0", "ab", 0)).as("forgotten").isTrue();
  }
}
