package dev.kizuki.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LimitedSeriesTest {
  private final List<String> registered = Collections.synchronizedList(new ArrayList<>());

  private LimitedSeries<String> series(int most) {
    return new LimitedSeries<>(
        most,
        label -> {
          registered.add(label);
          return "meters of " + label;
        });
  }

  @Test
  void theFirstValuesHaveMetersOfTheirOwn() {
    LimitedSeries<String> series = series(2);
    assertThat(series.of("a")).isEqualTo("meters of a");
    assertThat(series.of("b")).isEqualTo("meters of b");
    assertThat(registered).containsExactly("a", "b");
  }

  @Test
  void allFurtherValuesShareTheMetersOfOther() {
    LimitedSeries<String> series = series(1);
    series.of("a");
    assertThat(series.of("b")).isEqualTo("meters of other");
    assertThat(series.of("c")).isEqualTo("meters of other");
    assertThat(registered).containsExactly("a", "other");
  }

  @Test
  void aKnownValueKeepsItsMetersBeyondTheLimit() {
    LimitedSeries<String> series = series(1);
    series.of("a");
    series.of("b");
    assertThat(series.of("a")).isEqualTo("meters of a");
    assertThat(registered).containsExactly("a", "other");
  }

  @Test
  void withALimitOfZeroEveryValueIsOther() {
    LimitedSeries<String> series = series(0);
    assertThat(series.of("a")).isEqualTo("meters of other");
    assertThat(series.of("b")).isEqualTo("meters of other");
    assertThat(registered).containsExactly("other");
  }

  @Test
  void aValueThatIsCalledOtherIsOther() {
    LimitedSeries<String> series = series(1);
    assertThat(series.of("other")).isEqualTo("meters of other");
    assertThat(series.of("a")).isEqualTo("meters of other");
    assertThat(registered).containsExactly("other");
  }

  @Test
  void manyThreadsRegisterNoMoreThanTheLimit() throws InterruptedException {
    LimitedSeries<String> series = series(5);
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int thread = 0; thread < 4; thread++) {
        threads.execute(
            () -> {
              awaitUninterrupted(start);
              for (int i = 0; i < 200; i++) {
                series.of("v" + i);
              }
            });
      }
      start.countDown();
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
    assertThat(registered).hasSize(6).doesNotHaveDuplicates().contains("other");
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
