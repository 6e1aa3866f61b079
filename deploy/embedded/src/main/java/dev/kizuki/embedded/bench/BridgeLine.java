package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.stream.bridge.ImageBridge;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.metrics.BridgeMetrics;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Measures the bridge from MQTT to Kafka; all images wait in its session before it starts. */
final class BridgeLine implements Line {
  /** The share of the images that warms up and is not counted. */
  private static final double WARM_UP = 0.3;

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final BenchMqtt mqtt;
  private final BenchKafka kafka;
  private final List<byte[]> images;
  private final long count;

  BridgeLine(BenchMqtt mqtt, BenchKafka kafka, List<byte[]> images, long count) {
    this.mqtt = mqtt;
    this.kafka = kafka;
    this.images = images;
    this.count = count;
  }

  @Override
  public String name() {
    return "bridge, %s to Kafka, QoS 1".formatted(mqtt.name());
  }

  @Override
  public Measurement run() throws InterruptedException {
    Configuration configuration =
        new ConfigurationBuilder()
            .mqtt(mqtt.uri())
            .set("mqtt.clientId", "bench-bridge")
            .kafka(kafka.bootstrapServers())
            .set("kafka.applicationId", "bench")
            .model(Path.of("unused.onnx"))
            .build();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(new KafkaSettings(configuration).bridgeProducer())) {
      createSession(configuration, producer);
      try (LoadGenerator load = new LoadGenerator(mqtt.access())) {
        load.publish(count, Double.POSITIVE_INFINITY, source());
      }
      return measure(configuration, producer);
    }
  }

  /** Connects a bridge once, so that the broker keeps a session in which images can wait. */
  private static void createSession(
      Configuration configuration, KafkaProducer<String, byte[]> producer)
      throws InterruptedException {
    BridgeMetrics metrics =
        ServiceMetrics.register(new SimpleMeterRegistry(), configuration.metrics()).bridge();
    try (ImageBridge bridge = bridge(configuration, producer, metrics)) {
      bridge.start();
      while (!bridge.isReady()) {
        Thread.sleep(10);
      }
    }
  }

  private Measurement measure(Configuration configuration, KafkaProducer<String, byte[]> producer)
      throws InterruptedException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    BridgeMetrics metrics = ServiceMetrics.register(registry, configuration.metrics()).bridge();
    Timer acknowledged = registry.get("kizuki.stage").tag("stage", "bridge").timer();
    try (ImageBridge bridge = bridge(configuration, producer, metrics)) {
      bridge.start();
      await(acknowledged, (long) (WARM_UP * count));
      long first = acknowledged.count();
      long start = System.nanoTime();
      ThreadCosts.Reading before = ThreadCosts.read(BridgeLine::belongsToBridge);
      await(acknowledged, count);
      long time = System.nanoTime() - start;
      return Measurement.of(
          acknowledged.count() - first,
          time,
          ThreadCosts.read(BridgeLine::belongsToBridge).since(before));
    } finally {
      registry.close();
    }
  }

  private static ImageBridge bridge(
      Configuration configuration, KafkaProducer<String, byte[]> producer, BridgeMetrics metrics) {
    return new ImageBridge(
        configuration,
        CanaryChannel.open(configuration.mqtt().clientId()),
        new PahoPort(),
        producer,
        metrics,
        () -> {});
  }

  private LoadGenerator.Source source() {
    return new LoadGenerator.Source() {
      @Override
      public byte[] image(long number) {
        return images.get((int) (number % images.size()));
      }

      @Override
      public void onPublish(long number, String id) {
        // the bridge's timer counts the images
      }
    };
  }

  private static boolean belongsToBridge(String thread) {
    return thread.startsWith("MQTT ")
        || thread.equals("bridge-sender")
        || thread.equals("kafka-producer-network-thread | bench-bridge");
  }

  private static void await(Timer acknowledged, long images) throws InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (acknowledged.count() < images) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "the bridge stored %d of %d images within %s"
                .formatted(acknowledged.count(), images, TIMEOUT));
      }
      Thread.sleep(1);
    }
  }
}
