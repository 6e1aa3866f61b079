package dev.kizuki.embedded.bench;

import dev.kizuki.stream.KizukiService;
import dev.kizuki.stream.alert.AlertSubscriber;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;

/** The service between both brokers, and what it takes from an image over MQTT to its alert. */
final class WholeService implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long LONGEST_US = Duration.ofMinutes(2).toNanos() / 1000;

  /** One image in so many is anomalous. */
  private static final int ANOMALOUS_EACH = 20;

  private final BenchMqtt mqtt;
  private final List<byte[]> images;
  private final byte[] anomaly;
  private final KizukiService service;
  private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
  private final AlertSubscriber alerts;
  private Histogram histogram = new Histogram(LONGEST_US, 3);

  /**
   * From an image's publication to its alert, milliseconds.
   *
   * @param rate images a second
   */
  record Latency(String load, double rate, long alerts, double p50, double p99, double p999) {}

  /**
   * @param models the value of the key {@code models}
   * @param anomaly an image that they call anomalous; of the others they call none so
   */
  WholeService(
      BenchMqtt mqtt,
      BenchKafka kafka,
      Path folder,
      String models,
      List<byte[]> images,
      byte[] anomaly,
      String guarantee)
      throws InterruptedException {
    this.mqtt = mqtt;
    this.images = images;
    this.anomaly = anomaly;
    Map<String, String> environment = new HashMap<>();
    environment.put("KIZUKI_MQTT_BROKER", mqtt.uri().toString());
    environment.put("KIZUKI_MQTT_CLIENT_ID", "bench-service");
    environment.put("KIZUKI_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("KIZUKI_KAFKA_APPLICATION_ID", "bench-" + guarantee);
    environment.put("KIZUKI_KAFKA_PROCESSING_GUARANTEE", guarantee);
    environment.put("KIZUKI_KAFKA_STATE_DIR", folder.resolve("service").toString());
    environment.put("KIZUKI_KAFKA_THREADS", "1");
    environment.put("KIZUKI_TOPICS_IMAGES", "whole-" + guarantee);
    environment.put("KIZUKI_TOPICS_ANOMALIES", "whole-anomalies-" + guarantee);
    environment.put("KIZUKI_MODELS", models);
    environment.put("KIZUKI_HTTP_PORT", "0");
    Configuration configuration = ConfigurationReader.read("", "the bench", environment);
    service = new KizukiService(configuration);
    alerts =
        new AlertSubscriber(
            new PahoPort(),
            mqtt.access(),
            "bench-alerts",
            new DeviceTopic(configuration.mqtt().anomalies()),
            this::alerted);
    alerts.connect(TIMEOUT);
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!service.ready().ok()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the service is not ready: " + service.ready().detail());
      }
      Thread.sleep(20);
    }
  }

  private void alerted(byte[] json) {
    Long sent = sentAt.remove(EventJson.read(json).id());
    if (sent != null) {
      long microseconds = (System.nanoTime() - sent) / 1000;
      synchronized (this) {
        histogram.recordValue(Math.min(LONGEST_US, microseconds));
      }
    }
  }

  private final LoadGenerator.Source source =
      new LoadGenerator.Source() {
        @Override
        public byte[] image(long number) {
          return isAnomalous(number) ? anomaly : images.get((int) (number % images.size()));
        }

        @Override
        public void sent(long number, String id) {
          if (isAnomalous(number)) {
            sentAt.put(id, System.nanoTime());
          }
        }
      };

  private static boolean isAnomalous(long number) {
    return number % ANOMALOUS_EACH == ANOMALOUS_EACH - 1;
  }

  /**
   * Publishes as fast as everything takes it, until the last alert is back.
   *
   * @return images a second
   */
  double capacity(long count) throws InterruptedException {
    long start = System.nanoTime();
    run(count, Double.POSITIVE_INFINITY);
    return count / ((System.nanoTime() - start) / 1e9);
  }

  Latency latency(String load, double rate, Duration time) throws InterruptedException {
    synchronized (this) {
      histogram = new Histogram(LONGEST_US, 3);
    }
    run((long) (rate * time.toMillis() / 1000), rate);
    synchronized (this) {
      return new Latency(
          load,
          rate,
          histogram.getTotalCount(),
          histogram.getValueAtPercentile(50) / 1000.0,
          histogram.getValueAtPercentile(99) / 1000.0,
          histogram.getValueAtPercentile(99.9) / 1000.0);
    }
  }

  private void run(long count, double rate) throws InterruptedException {
    try (LoadGenerator load = new LoadGenerator(mqtt.access())) {
      load.publish(count, rate, source);
    }
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!sentAt.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("%d alerts did not come".formatted(sentAt.size()));
      }
      Thread.sleep(1);
    }
  }

  /** White all over. */
  static byte[] white(int samples) {
    byte[] pixels = new byte[samples];
    Arrays.fill(pixels, (byte) 255);
    return pixels;
  }

  @Override
  public void close() {
    alerts.close();
    service.close();
  }
}
