package dev.kizuki.stream.kafka;

import java.time.Duration;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what happens when a stream thread fails. If Kafka refuses the credentials, the thread is
 * replaced after a pause: an operator may be renewing them, and may have changed one side only. If
 * Kafka refuses a record as too large, the thread is replaced at once, because the limit is known
 * now. Any other failure ends the service.
 */
public final class StreamThreads
    implements StreamsUncaughtExceptionHandler, KafkaStreams.StateListener {
  private static final Logger LOG = LoggerFactory.getLogger(StreamThreads.class);

  private final Runnable fails;
  private final Duration pause;
  private volatile boolean refused;

  /**
   * @param fails called when the service cannot continue; can be called more than once
   */
  public StreamThreads(Runnable fails) {
    this(fails, Duration.ofSeconds(5));
  }

  /**
   * @param pause the time before a thread is replaced
   */
  StreamThreads(Runnable fails, Duration pause) {
    this.fails = fails;
    this.pause = pause;
  }

  /** Returns whether Kafka refused the credentials and Kafka Streams does not run again yet. */
  public boolean areRefused() {
    return refused;
  }

  /** Runs on the thread that failed. */
  @Override
  public StreamThreadExceptionResponse handle(Throwable e) {
    if (isCausedBy(e, RecordTooLargeException.class)
        || isCausedBy(e, RecordBatchTooLargeException.class)) {
      LOG.warn("a stream thread is replaced, because a record was too large for its topic");
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (isCausedBy(e, AuthenticationException.class)) {
      refused = true;
      LOG.warn(
          "Kafka refuses the credentials of the service; the next attempt is in {} s: {}",
          pause.toSeconds(),
          e.toString());
      if (waitedOut()) {
        return StreamThreadExceptionResponse.REPLACE_THREAD;
      }
    }
    if (String.valueOf(e.getMessage()).contains("has invalid partitions")) {
      LOG.error(
          "partitions were added to a topic while the service ran. Stop all instances and run"
              + " 'kizuki partitions'. Do not reset Kafka Streams: that deletes the incidents");
    }
    LOG.atError().setCause(e).log("a stream thread failed; the service stops");
    fails.run();
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static boolean isCausedBy(Throwable e, Class<? extends Throwable> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Returns false if the thread was interrupted during the pause. */
  private boolean waitedOut() {
    try {
      Thread.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void onChange(State now, State before) {
    LOG.atInfo().addKeyValue("state", now).log("Kafka Streams");
    if (now == State.RUNNING) {
      refused = false;
    } else if (now == State.ERROR) {
      fails.run();
    }
  }
}
