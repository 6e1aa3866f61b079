package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.stream.KizukiService;
import dev.kizuki.stream.alert.AlertSubscriber;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.time.Duration;

/** Runs the service between both brokers and measures it from an image over MQTT to its alert. */
final class WholeService implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final BenchMqtt mqtt;
  private final AlertTimer timer;
  private final KizukiService service;
  private final AlertSubscriber alerts;

  /** Starts the service and waits until it is ready. */
  WholeService(BenchMqtt mqtt, Configuration configuration, AlertTimer timer)
      throws InterruptedException {
    this.mqtt = mqtt;
    this.timer = timer;
    service = new KizukiService(configuration);
    alerts =
        new AlertSubscriber(
            new PahoPort(),
            mqtt.access(),
            "bench-alerts",
            new DeviceTopic(configuration.mqtt().anomalies()),
            json -> timer.onAlert(EventJson.read(json).id()));
    alerts.connect(TIMEOUT);
    EmbeddedStack.awaitReady(service, TIMEOUT);
  }

  /**
   * Publishes images as fast as the service accepts them, until the last alert arrives.
   *
   * @return images a second
   */
  double measureCapacity(long images) throws InterruptedException {
    long start = System.nanoTime();
    run(images, Double.POSITIVE_INFINITY);
    return images / ((System.nanoTime() - start) / 1e9);
  }

  /**
   * Publishes images at a rate and measures the latency of their alerts.
   *
   * @param load the name of the measurement
   * @param rate images a second
   */
  AlertLatency measureLatency(String load, double rate, Duration time) throws InterruptedException {
    timer.reset();
    run((long) (rate * time.toMillis() / 1000), rate);
    return timer.latency(load, rate);
  }

  private void run(long images, double rate) throws InterruptedException {
    try (LoadGenerator load = new LoadGenerator(mqtt.access())) {
      load.publish(images, rate, timer);
    }
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (timer.outstanding() > 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("%d alerts did not arrive".formatted(timer.outstanding()));
      }
      Thread.sleep(1);
    }
  }

  @Override
  public void close() {
    alerts.close();
    service.close();
  }
}
