package dev.kizuki.stream.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConcurrentCloseTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final Set<String> closed = ConcurrentHashMap.newKeySet();
  private final CountDownLatch answer = new CountDownLatch(1);

  @AfterEach
  void answer() {
    answer.countDown();
  }

  private AutoCloseable named(String name) {
    return () -> closed.add(name);
  }

  @Test
  void closesAllAtTheSameTime() {
    ConcurrentClose group = new ConcurrentClose(LONG);
    CyclicBarrier allAreClosing = new CyclicBarrier(2);
    for (String name : new String[] {"bridge", "alerts"}) {
      group.add(
          name,
          () -> {
            allAreClosing.await();
            closed.add(name);
          });
    }
    group.close();
    assertThat(closed).containsExactlyInAnyOrder("bridge", "alerts");
  }

  @Test
  void waitsNoLongerThanTheLimitForAServerThatDoesNotAnswer() {
    ConcurrentClose group = new ConcurrentClose(Duration.ofMillis(300));
    group.add("kafka", () -> answer.await());
    group.add("mqtt", () -> answer.await());
    long start = System.nanoTime();
    group.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(300), Duration.ofSeconds(30));
  }

  @Test
  void aFailureDoesNotStopTheOthers() {
    ConcurrentClose group = new ConcurrentClose(LONG);
    group.add(
        "kafka",
        () -> {
          throw new IOException("no answer");
        });
    group.add("bridge", named("bridge"));
    group.close();
    assertThat(closed).containsExactly("bridge");
  }

  @Test
  void closesEachResourceOnce() {
    ConcurrentClose group = new ConcurrentClose(LONG);
    group.add("bridge", named("bridge"));
    group.close();
    closed.clear();
    group.close();
    assertThat(closed).isEmpty();
  }

  @Test
  void anInterruptEndsTheWait() throws InterruptedException {
    ConcurrentClose group = new ConcurrentClose(LONG);
    CountDownLatch isClosing = new CountDownLatch(1);
    group.add(
        "kafka",
        () -> {
          isClosing.countDown();
          answer.await();
        });
    Thread main = new Thread(group::close);
    main.start();
    assertThat(isClosing.await(30, TimeUnit.SECONDS)).isTrue();
    main.interrupt();
    main.join(30_000);
    assertThat(main.isAlive()).isFalse();
  }
}
