package dev.kizuki.stream.kafka;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StreamThreadsTest {
  private final AtomicInteger failures = new AtomicInteger();
  private final StreamThreads threads =
      new StreamThreads(failures::incrementAndGet, Duration.ofMillis(1));

  @Test
  void replacesAThreadThatKafkaRefuses() {
    assertThat(threads.handle(new SaslAuthenticationException("wrong password")))
        .isEqualTo(REPLACE_THREAD);
    assertThat(threads.handle(new SslAuthenticationException("expired", null)))
        .isEqualTo(REPLACE_THREAD);
    assertThat(failures).hasValue(0);
  }

  @Test
  void findsTheRefusalAmongTheCauses() {
    Throwable wrapped =
        new StreamsException(
            "task", new IllegalStateException(new AuthenticationException("refused")));
    assertThat(threads.handle(wrapped)).isEqualTo(REPLACE_THREAD);
    assertThat(threads.areRefused()).isTrue();
  }

  @Test
  void replacesAThreadThatWroteATooLargeRecord() {
    assertThat(threads.handle(new StreamsException("send", new RecordTooLargeException("1 MB"))))
        .isEqualTo(REPLACE_THREAD);
    assertThat(failures).hasValue(0);
    assertThat(threads.areRefused()).isFalse();
  }

  @Test
  void anythingElseEndsTheService() {
    assertThat(threads.handle(new StreamsException("a bug"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures).hasValue(1);
    assertThat(threads.areRefused()).isFalse();
  }

  @Test
  void aMissingRightIsNoRefusedCredential() {
    assertThat(threads.handle(new AuthorizationException("no READ"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures).hasValue(1);
  }

  @Test
  void anErrorEndsTheService() {
    assertThat(threads.handle(new OutOfMemoryError())).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures).hasValue(1);
  }

  @Test
  void waitsBeforeItReplacesAThread() {
    StreamThreads slow = new StreamThreads(failures::incrementAndGet, Duration.ofMillis(20));
    long start = System.nanoTime();
    slow.handle(new AuthenticationException("refused"));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(20));
  }

  @Test
  void anInterruptDuringThePauseEndsTheService() {
    StreamThreads slow = new StreamThreads(failures::incrementAndGet, Duration.ofHours(1));
    Thread.currentThread().interrupt();
    assertThat(slow.handle(new AuthenticationException("refused"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(failures).hasValue(1);
  }

  @Test
  void isNotRefusedAtFirst() {
    assertThat(threads.areRefused()).isFalse();
  }

  @Test
  void isRefusedUntilKafkaStreamsRuns() {
    threads.handle(new AuthenticationException("refused"));
    threads.onChange(State.REBALANCING, State.RUNNING);
    assertThat(threads.areRefused()).isTrue();
    threads.onChange(State.RUNNING, State.REBALANCING);
    assertThat(threads.areRefused()).isFalse();
  }

  @Test
  void theStateErrorEndsTheService() {
    threads.onChange(State.ERROR, State.PENDING_ERROR);
    assertThat(failures).hasValue(1);
  }

  @Test
  void theOtherStatesDoNotEndTheService() {
    for (State state : State.values()) {
      if (state != State.ERROR) {
        threads.onChange(state, State.CREATED);
      }
    }
    assertThat(failures).hasValue(0);
  }
}
