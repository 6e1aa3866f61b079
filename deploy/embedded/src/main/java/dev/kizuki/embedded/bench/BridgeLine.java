package dev.kizuki.embedded.bench;

import dev.kizuki.stream.bridge.ImageBridge;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.metrics.BridgeMetrics;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;

/** The bridge from MQTT to Kafka; all images wait in its session before it starts. */
final class BridgeLine implements Line {
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
        ConfigurationReader.read(
            "",
            "the bench",
            Map.of(
                "KIZUKI_MQTT_BROKER", mqtt.uri().toString(),
                "KIZUKI_MQTT_CLIENT_ID", "bench-bridge",
                "KIZUKI_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "KIZUKI_KAFKA_APPLICATION_ID", "bench",
                "KIZUKI_MODELS", "[{file: unused.onnx}]"));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    BridgeMetrics metrics = ServiceMetrics.register(registry, configuration.metrics()).bridge();
    Timer acknowledged = registry.get("kizuki.stage").tag("stage", "bridge").timer();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(new KafkaSettings(configuration).bridgeProducer())) {
      // the first makes the session that the images wait in
      try (ImageBridge first =
          new ImageBridge(
              configuration,
              new PahoPort(),
              producer,
              ServiceMetrics.register(new SimpleMeterRegistry(), configuration.metrics()).bridge(),
              () -> {})) {
        first.start();
        while (!first.isReady()) {
          Thread.sleep(10);
        }
      }
      try (LoadGenerator load = new LoadGenerator(mqtt.access())) {
        load.publish(count, Double.POSITIVE_INFINITY, source());
      }
      try (ImageBridge bridge =
          new ImageBridge(configuration, new PahoPort(), producer, metrics, () -> {})) {
        bridge.start();
        await(acknowledged, (long) (WARM_UP * count));
        long first = acknowledged.count();
        long start = System.nanoTime();
        ThreadCosts.Reading before = ThreadCosts.read(BridgeLine::isOurs);
        await(acknowledged, count);
        long time = System.nanoTime() - start;
        return Measurement.of(
            acknowledged.count() - first, time, ThreadCosts.read(BridgeLine::isOurs).since(before));
      }
    } finally {
      registry.close();
    }
  }

  private LoadGenerator.Source source() {
    return new LoadGenerator.Source() {
      @Override
      public byte[] image(long number) {
        return images.get((int) (number % images.size()));
      }

      @Override
      public void sent(long number, String id) {
        // nobody asks
      }
    };
  }

  private static boolean isOurs(String thread) {
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
