package dev.kizuki.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedTextTest {
  private final AtomicInteger renderings = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final SharedText text = new SharedText("test-text", this::render);

  private String render() {
    int number = renderings.incrementAndGet();
    begun.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "text " + number;
  }

  @AfterEach
  void close() {
    text.close();
  }

  private static String read(CompletableFuture<byte[]> future) throws Exception {
    return new String(future.get(30, SECONDS), UTF_8);
  }

  @Test
  void requestsDuringARenderingShareTheNextOne() throws Exception {
    CompletableFuture<byte[]> first = text.next();
    begun.await();
    List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(text.next());
    }
    mayEnd.countDown();
    assertThat(read(first)).isEqualTo("text 1");
    for (CompletableFuture<byte[]> each : waiting) {
      assertThat(read(each)).isEqualTo("text 2");
    }
  }

  @Test
  void aRequestAfterwardsGetsANewText() throws Exception {
    mayEnd.countDown();
    assertThat(read(text.next())).isEqualTo("text 1");
    assertThat(read(text.next())).isEqualTo("text 2");
  }

  @Test
  void rendersAtMostTenTimesASecond() throws Exception {
    mayEnd.countDown();
    long begin = System.nanoTime();
    for (int i = 0; i < 4; i++) {
      read(text.next());
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(SharedText.PAUSE.multipliedBy(3));
  }

  @Test
  void aFailureReachesTheRequestAndTheNextRequestIsAnswered() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (SharedText failing =
        new SharedText(
            "test-failing",
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("first");
              }
              return "second";
            })) {
      assertThatThrownBy(() -> read(failing.next()))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("first");
      assertThat(read(failing.next())).isEqualTo("second");
    }
  }
}
