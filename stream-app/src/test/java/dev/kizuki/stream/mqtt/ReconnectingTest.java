package dev.kizuki.stream.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconnectingTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicLong nanoTime = new AtomicLong(TimeUnit.DAYS.toNanos(1));
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final Reconnecting reconnecting =
      new Reconnecting("test", URI.create("tcp://127.0.0.1:1883"), this::attempt, nanoTime::get);

  private void attempt() throws MqttFailure {
    attempts.incrementAndGet();
    if (failures.getAndDecrement() > 0) {
      throw new MqttFailure("the broker is away", null);
    }
  }

  @AfterEach
  void close() {
    reconnecting.close();
  }

  private List<Long> delaysAfterLives(Duration life, int count) {
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      reconnecting.connected();
      nanoTime.addAndGet(life.toNanos());
      delays.add(reconnecting.nextDelay().toMillis());
    }
    return delays;
  }

  @Test
  void connectsAtOnceAfterALongLife() {
    assertThat(delaysAfterLives(Duration.ofSeconds(11), 5)).containsOnly(0L);
  }

  @Test
  void waitsLongerAfterEachShortLife() {
    assertThat(delaysAfterLives(Duration.ofSeconds(1), 11))
        .containsExactly(
            0L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 12_800L, 12_800L, 12_800L);
  }

  @Test
  void aLongLifeEndsTheWaiting() {
    delaysAfterLives(Duration.ofSeconds(1), 6);
    assertThat(delaysAfterLives(Duration.ofMinutes(1), 1)).containsExactly(0L);
    assertThat(delaysAfterLives(Duration.ofSeconds(1), 2)).containsExactly(0L, 200L);
  }

  @Test
  void repeatsAFailedAttempt() {
    failures.set(3);
    reconnecting.start();
    await().atMost(LONG).until(() -> attempts.get() == 4);
  }

  @Test
  void connectsAgainAfterALoss() {
    reconnecting.start();
    await().atMost(LONG).until(() -> attempts.get() == 1);
    reconnecting.connected();
    reconnecting.lost();
    await().atMost(LONG).until(() -> attempts.get() == 2);
  }

  @Test
  void doesNothingAfterTheClose() {
    reconnecting.close();
    reconnecting.lost();
    AtomicInteger ran = new AtomicInteger();
    reconnecting.execute(ran::incrementAndGet);
    assertThat(attempts).hasValue(0);
    assertThat(ran).hasValue(0);
  }
}
