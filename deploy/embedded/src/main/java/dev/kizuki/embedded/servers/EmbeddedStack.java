package dev.kizuki.embedded.servers;

import dev.kizuki.stream.KizukiService;
import dev.kizuki.stream.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Kafka, MQTT and the service, started together and stopped in the opposite order. */
public final class EmbeddedStack implements AutoCloseable {
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final EmbeddedKafka kafka;
  private final EmbeddedMqtt mqtt;
  private final Configuration configuration;
  private final KizukiService service;

  /**
   * Starts all three and waits until the service is ready.
   *
   * @param given the models, and whatever the service needs beside the servers' addresses, which
   *     are set here; every score is written to the topic {@code scores}
   * @throws IllegalStateException if the service is not ready within a minute
   */
  public EmbeddedStack(ConfigurationBuilder given) {
    try {
      Path folder = own(new TemporaryFolder("kizuki-embedded")).path();
      kafka = own(new EmbeddedKafka(folder.resolve("kafka")));
      mqtt = own(new EmbeddedMqtt(folder.resolve("mqtt")));
      configuration =
          given
              .mqtt(mqtt.uri())
              .kafka(kafka.bootstrapServers())
              .stateDir(folder.resolve("state"))
              .set("kafka.partitions", 4)
              .set("topics.scores", "scores")
              .httpPort(0)
              .build();
      service = own(new KizukiService(configuration));
      awaitReady(service, READY_TIMEOUT);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T own(T resource) {
    resources.push(resource);
    return resource;
  }

  /**
   * Waits until a service is ready.
   *
   * @throws IllegalStateException if it is not ready in time, or the thread is interrupted
   */
  public static void awaitReady(KizukiService service, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
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
