package dev.kizuki.stream.mqtt.paho;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.internal.ClientComms;
import org.jspecify.annotations.Nullable;

/**
 * Lets Paho check whether a ping is due. Paho's own timer waits for the client's interval before
 * its first check. The broker can demand a shorter one (MQTT 5, section 3.2.2.3.14) and would end
 * the connection before that.
 */
final class Pings implements MqttPingSender {
  private final Supplier<Duration> keepAlive;
  private final Consumer<Throwable> failed;
  private final ScheduledThreadPoolExecutor timer;
  private @Nullable ClientComms comms;

  /**
   * @param keepAlive the interval of this connection; known when the broker has accepted it
   * @param failed called if a check fails in a way that Paho does not handle
   */
  Pings(String clientId, Supplier<Duration> keepAlive, Consumer<Throwable> failed) {
    this.keepAlive = keepAlive;
    this.failed = failed;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "MQTT Ping: " + clientId);
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void init(ClientComms client) {
    comms = client;
  }

  @Override
  public void start() {
    schedule(keepAlive.get().toMillis());
  }

  /** Paho starts no second connection on the same client. */
  @Override
  public void stop() {
    timer.shutdown();
  }

  @Override
  public void schedule(long delayInMilliseconds) {
    var unused = // Paho asks for the next check at the end of each check
        timer.schedule(this::check, delayInMilliseconds, TimeUnit.MILLISECONDS);
  }

  private void check() {
    try {
      if (comms != null) {
        comms.checkForActivity();
      }
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }
}
