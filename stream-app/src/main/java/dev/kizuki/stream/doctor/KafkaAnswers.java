package dev.kizuki.stream.doctor;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/** Waits for answers of Kafka. */
final class KafkaAnswers {
  /** The longest wait for one answer, in seconds. */
  static final long TIMEOUT_S = 10;

  private KafkaAnswers() {}

  static <T> T get(@Nullable KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return Objects.requireNonNull(answer).get(TIMEOUT_S, TimeUnit.SECONDS);
  }

  static <T> T get(Future<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(TIMEOUT_S, TimeUnit.SECONDS);
  }

  /** Returns the message of the cause, or the exception itself if it has no cause. */
  static String cause(Exception e) {
    return e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
  }
}
