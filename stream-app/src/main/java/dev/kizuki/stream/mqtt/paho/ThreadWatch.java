package dev.kizuki.stream.mqtt.paho;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that a thread of Paho died of an exception. Paho itself does not notice that. */
final class ThreadWatch implements UncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadWatch.class);

  private volatile Consumer<Throwable> died = e -> {};
  private volatile boolean stopped;

  /** Sets what happens when a thread died. It runs on the dying thread and must not block. */
  void onDeath(Consumer<Throwable> action) {
    died = action;
  }

  /** Ends the watch. Paho's threads may die while a client is closed. */
  void stop() {
    stopped = true;
  }

  /** Watches the thread that calls this method. */
  void watchCurrentThread() {
    Thread.currentThread().setUncaughtExceptionHandler(this);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable e) {
    if (stopped) {
      LOG.debug("a thread of a closed MQTT client died", e);
      return;
    }
    LOG.atError()
        .setCause(e)
        .addKeyValue("thread", thread.getName())
        .log("a thread of the MQTT client died; the client connects again");
    died.accept(e);
  }
}
