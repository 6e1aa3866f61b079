package dev.kizuki.stream.kafka;

import java.time.Duration;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of stream threads that fail. Where Kafka does not let one in, its secrets may be
 * about to be renewed, with one side ahead of the other: the thread is replaced after a pause.
 * Anything else ends the service.
 */
public final class StreamThreads
    implements StreamsUncaughtExceptionHandler, KafkaStreams.StateListener {
  private static final Logger LOG = LoggerFactory.getLogger(StreamThreads.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Runnable fails;
  private volatile boolean refused;

  /**
   * @param fails told when the service cannot go on
   */
  public StreamThreads(Runnable fails) {
    this.fails = fails;
  }

  /** Whether Kafka did not let one in, and it is not back yet. */
  public boolean areRefused() {
    return refused;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable e) {
    if (isRefusal(e)) {
      refused = true;
      LOG.warn(
          "Kafka does not let the service in, it tries again in {} s: {}",
          PAUSE.toSeconds(),
          e.toString());
      if (pauses()) {
        return StreamThreadExceptionResponse.REPLACE_THREAD;
      }
    }
    LOG.atError().setCause(e).log("a stream thread failed; the service stops");
    fails.run();
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static boolean isRefusal(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationException) {
        return true;
      }
    }
    return false;
  }

  /** On the thread that failed. */
  private static boolean pauses() {
    try {
      Thread.sleep(PAUSE.toMillis());
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
