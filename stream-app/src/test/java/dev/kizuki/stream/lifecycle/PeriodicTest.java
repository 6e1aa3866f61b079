package dev.kizuki.stream.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeriodicTest {
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger runs = new AtomicInteger();

  private void awaitRuns(int count) {
    await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() >= count);
  }

  @Test
  void repeatsTheTask() {
    try (Periodic periodic = new Periodic("task", PAUSE, runs::incrementAndGet)) {
      periodic.start(Duration.ZERO);
      awaitRuns(3);
    }
    assertThat(runs.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void runsOnOneThreadWithItsName() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    Runnable task =
        () -> {
          threads.add(Thread.currentThread().getName());
          runs.incrementAndGet();
        };
    try (Periodic periodic = new Periodic("models", PAUSE, task)) {
      periodic.start(Duration.ZERO);
      awaitRuns(3);
    }
    assertThat(threads).containsExactly("models");
  }

  @Test
  void continuesAfterAnException() {
    Runnable task =
        () -> {
          runs.incrementAndGet();
          throw new IllegalStateException("no answer");
        };
    try (Periodic periodic = new Periodic("task", PAUSE, task)) {
      periodic.start(Duration.ZERO);
      awaitRuns(3);
    }
    assertThat(runs.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void continuesAfterAnError() {
    Runnable task =
        () -> {
          runs.incrementAndGet();
          throw new NoClassDefFoundError("kafka");
        };
    try (Periodic periodic = new Periodic("task", PAUSE, task)) {
      periodic.start(Duration.ZERO);
      awaitRuns(3);
    }
    assertThat(runs.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void closeInterruptsTheTaskAndWaitsForItsEnd() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Runnable task =
        () -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.set(true);
          }
        };
    try (Periodic periodic = new Periodic("task", PAUSE, task)) {
      periodic.start(Duration.ZERO);
      started.await();
    }
    assertThat(interrupted).isTrue();
  }

  @Test
  void doesNotRunAfterClose() {
    Periodic periodic = new Periodic("task", PAUSE, runs::incrementAndGet);
    periodic.start(Duration.ZERO);
    awaitRuns(1);
    periodic.close();
    int atClose = runs.get();
    periodic.close();
    assertThat(runs).hasValue(atClose);
  }

  @Test
  void closesBeforeTheFirstRun() {
    try (Periodic periodic = new Periodic("task", LONG, runs::incrementAndGet)) {
      periodic.start(LONG);
    }
    assertThat(runs).hasValue(0);
  }

  @Test
  void closesWithoutAStart() {
    new Periodic("task", LONG, runs::incrementAndGet).close();
    assertThat(runs).hasValue(0);
  }

  @Test
  void anInterruptedCloseKeepsTheInterrupt() {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    Runnable stubborn =
        () -> {
          started.countDown();
          boolean ended = false;
          while (!ended) {
            try {
              end.await();
              ended = true;
            } catch (InterruptedException e) {
              // a task that ignores its interrupt
            }
          }
        };
    Periodic periodic = new Periodic("task", PAUSE, stubborn);
    periodic.start(Duration.ZERO);
    await().atMost(Duration.ofSeconds(30)).until(() -> started.getCount() == 0);
    Thread.currentThread().interrupt();
    periodic.close();
    assertThat(Thread.interrupted()).isTrue();
    end.countDown();
  }
}
