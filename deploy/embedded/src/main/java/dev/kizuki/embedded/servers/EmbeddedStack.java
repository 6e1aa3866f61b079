package dev.kizuki.embedded.servers;

import dev.kizuki.stream.KizukiService;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Kafka, MQTT and the service, started together and stopped in the opposite order. */
public final class EmbeddedStack implements AutoCloseable {
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final EmbeddedKafka kafka;
  private final EmbeddedMqtt mqtt;
  private final Configuration configuration;
  private final KizukiService service;

  /**
   * Starts all three and waits until images are taken.
   *
   * @param models the value of the key {@code models}, as YAML
   * @param overrides by the names of the environment variables
   */
  public EmbeddedStack(String models, Map<String, String> overrides) {
    try {
      Path folder = own(new TemporaryFolder("kizuki-embedded")).path();
      kafka = own(new EmbeddedKafka(folder.resolve("kafka")));
      mqtt = own(new EmbeddedMqtt(folder.resolve("mqtt")));
      Map<String, String> environment = new HashMap<>();
      environment.put("KIZUKI_MQTT_BROKER", mqtt.uri().toString());
      environment.put("KIZUKI_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
      environment.put("KIZUKI_KAFKA_STATE_DIR", folder.resolve("state").toString());
      environment.put("KIZUKI_KAFKA_PARTITIONS", "4");
      environment.put("KIZUKI_TOPICS_SCORES", "scores");
      environment.put("KIZUKI_HTTP_PORT", "0");
      environment.put("KIZUKI_MODELS", models);
      environment.putAll(overrides);
      configuration = ConfigurationReader.read("", "the embedded stack", environment);
      service = own(new KizukiService(configuration));
      awaitReady();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T own(T resource) {
    resources.push(resource);
    return resource;
  }

  private void awaitReady() {
    long end = System.nanoTime() + READY_TIMEOUT.toNanos();
    while (!service.ready().ok()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the service is not ready: " + service.ready().detail());
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the service started", e);
      }
    }
  }

  public EmbeddedKafka kafka() {
    return kafka;
  }

  public EmbeddedMqtt mqtt() {
    return mqtt;
  }

  public KizukiService service() {
    return service;
  }

  public Configuration configuration() {
    return configuration;
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        failure = new IllegalStateException("the embedded stack did not stop cleanly", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
