package dev.kizuki.stream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.mqtt.MemoryBroker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;

/** A bridge between a broker in memory and Kafka's mock. Nothing leaves the JVM. */
abstract class ImageBridgeFixture {
  static final Duration LONG = Duration.ofSeconds(30);
  static final Instant ARRIVAL = Instant.parse("2026-01-02T03:04:05.678Z");

  final MemoryBroker broker = new MemoryBroker();
  final MockProducer<String, byte[]> producer =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  final MeterRegistry registry = new SimpleMeterRegistry();
  final AtomicInteger givenUp = new AtomicInteger();
  final AtomicLong nanoTime = new AtomicLong();
  CanaryChannel channel = CanaryChannel.open("kizuki");
  ImageBridge bridge = bridge(Map.of());

  ImageBridge bridge(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("KIZUKI_MODELS", "[{file: unused.onnx}]");
    Configuration configuration = ConfigurationReader.read("", "test", environment);
    return new ImageBridge(
        configuration,
        channel,
        broker,
        producer,
        TestModels.metrics(registry).bridge(),
        givenUp::incrementAndGet,
        InstantSource.fixed(ARRIVAL),
        nanoTime::get);
  }

  static ConditionFactory await() {
    return Awaitility.await()
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5));
  }

  void start() {
    bridge.start();
    await().until(bridge::isReady);
  }

  void startWith(Map<String, String> settings) {
    bridge.close();
    bridge = bridge(settings);
    start();
  }

  @AfterEach
  void close() {
    completeAll();
    bridge.close();
  }

  void completeAll() {
    while (producer.completeNext()) {
      // Kafka takes everything that is left
    }
  }

  void deliver(String... images) {
    for (String image : images) {
      broker.deliver("devices/camera/images", image.getBytes(UTF_8));
    }
  }

  List<ProducerRecord<String, byte[]>> awaitRecords(int count) {
    await().until(() -> producer.history().size() >= count);
    assertThat(producer.history()).hasSize(count);
    return producer.history();
  }

  static String text(ProducerRecord<String, byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  static String header(ProducerRecord<String, byte[]> record, String key) {
    return ImageHeaders.text(record.headers(), key).orElse("");
  }

  double count(String metric) {
    return registry.get(metric).counter().count();
  }
}
