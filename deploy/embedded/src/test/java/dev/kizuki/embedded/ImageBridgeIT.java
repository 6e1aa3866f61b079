package dev.kizuki.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedMqtt;
import dev.kizuki.embedded.servers.FreePorts;
import dev.kizuki.embedded.servers.TemporaryFolder;
import dev.kizuki.stream.bridge.ImageBridge;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

/**
 * Runs the bridge with a real MQTT broker, and a producer that acknowledges when the test says so.
 */
class ImageBridgeIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final AtomicInteger givenUp = new AtomicInteger();
  private TemporaryFolder folder;
  private EmbeddedMqtt mqtt;
  private Configuration configuration;
  private Mqtt5BlockingClient device;

  @BeforeEach
  void start() {
    folder = new TemporaryFolder("bridge-test");
    mqtt = new EmbeddedMqtt(folder.path());
    configuration = builder().build();
    device =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("device")
            .serverHost(mqtt.uri().getHost())
            .serverPort(mqtt.uri().getPort())
            .buildBlocking();
    device.connect();
  }

  private ConfigurationBuilder builder() {
    return new ConfigurationBuilder()
        .mqtt(mqtt.uri())
        .set("mqtt.receiveMaximum", 10)
        .set("limits.maxImageBytes", 1000)
        .model(Path.of("unused.onnx"));
  }

  @AfterEach
  void stop() {
    device.disconnect();
    mqtt.close();
    folder.close();
  }

  private static MockProducer<String, byte[]> producer(boolean acknowledges) {
    return new MockProducer<>(
        acknowledges, null, new StringSerializer(), new ByteArraySerializer());
  }

  private ImageBridge bridge(MockProducer<String, byte[]> producer, SimpleMeterRegistry registry) {
    ImageBridge bridge =
        new ImageBridge(
            configuration,
            CanaryChannel.open(configuration.mqtt().clientId()),
            new PahoPort(),
            producer,
            ServiceMetrics.register(registry, configuration.metrics()).bridge(),
            givenUp::incrementAndGet);
    bridge.start();
    await().atMost(SOON).until(bridge::isReady);
    return bridge;
  }

  /**
   * Publishes images that wait in the session before the bridge connects. HiveMQ sends those all at
   * once. It sends later images one by one while an acknowledgement is outstanding.
   */
  private void publishAhead(int images) {
    bridge(producer(true), new SimpleMeterRegistry()).close();
    publish(0, images);
  }

  private void publish(int from, int to) {
    publish("camera", from, to);
  }

  private void publish(String name, int from, int to) {
    for (int i = from; i < to; i++) {
      publish(name, Integer.toString(i).getBytes(UTF_8));
    }
  }

  private void publish(String name, byte[] payload) {
    device
        .publishWith()
        .topic("devices/%s/images".formatted(name))
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload)
        .send();
  }

  private static List<String> payloads(MockProducer<String, byte[]> producer) {
    return producer.history().stream().map(r -> new String(r.value(), UTF_8)).toList();
  }

  @Test
  void deliversAgainOnlyWhatKafkaDidNotAcknowledge() {
    publishAhead(6);
    MockProducer<String, byte[]> first = producer(false);
    ImageBridge bridge = bridge(first, new SimpleMeterRegistry());
    await().atMost(SOON).untilAsserted(() -> assertThat(payloads(first)).hasSize(6));
    for (int i = 0; i < 3; i++) {
      assertThat(first.completeNext()).isTrue();
    }
    bridge.close();

    MockProducer<String, byte[]> second = producer(true);
    ImageBridge next = bridge(second, new SimpleMeterRegistry());
    await().atMost(SOON).until(() -> second.history().size() >= 3);
    assertThat(payloads(second)).containsExactly("3", "4", "5");
    next.close();
  }

  @Test
  void theBrokerDeliversAgainWhenKafkaFails() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    MockProducer<String, byte[]> producer = producer(false);
    publishAhead(2);
    ImageBridge bridge = bridge(producer, registry);
    await().atMost(SOON).untilAsserted(() -> assertThat(payloads(producer)).hasSize(2));
    assertThat(producer.errorNext(new TimeoutException("no leader"))).isTrue();
    await().atMost(SOON).untilAsserted(() -> assertThat(payloads(producer)).hasSize(4));
    // Kafka had not accepted any image before
    assertThat(givenUp).hasValue(1);
    assertThat(payloads(producer)).containsExactly("0", "1", "0", "1");
    while (producer.completeNext()) {
      assertThat(registry.get("kizuki.bridge.failures").counter().count()).isEqualTo(1);
    }
    await()
        .atMost(SOON)
        .until(() -> registry.get("kizuki.bridge.unacknowledged").gauge().value() == 0);
    bridge.close();
  }

  @Test
  void receivesImagesThatWerePublishedWhileItWasAway() {
    publishAhead(50);
    MockProducer<String, byte[]> second = producer(true);
    ImageBridge bridge = bridge(second, new SimpleMeterRegistry());
    await().atMost(SOON).until(() -> second.history().size() == 50);
    assertThat(payloads(second)).startsWith("0", "1", "2").endsWith("48", "49");
    bridge.close();
  }

  @Test
  void rejectsImagesOfADeviceThatFloodsAndNotOfItsNeighbour() {
    // after a start, a device may send the images of an hour at once: 36, and a burst of one
    configuration = builder().set("limits.maxImagesPerSecond", 0.01).build();
    MockProducer<String, byte[]> producer = producer(true);
    ImageBridge bridge = bridge(producer, new SimpleMeterRegistry());
    publish("flooding", 0, 50);
    publish("quiet", 0, 5);
    await().atMost(SOON).until(() -> producer.history().size() == 55);
    assertThat(taken(producer, "flooding")).isEqualTo(37);
    assertThat(taken(producer, "quiet")).isEqualTo(5);
    assertThat(producer.history())
        .filteredOn(record -> record.topic().equals("rejected-images"))
        .hasSize(13)
        .allSatisfy(
            record ->
                assertThat(
                        new String(record.headers().lastHeader("rejection-reason").value(), UTF_8))
                    .isEqualTo("too-many-images"));
    bridge.close();
  }

  private static long taken(MockProducer<String, byte[]> producer, String name) {
    return producer.history().stream()
        .filter(record -> record.topic().equals("device-images") && record.key().equals(name))
        .count();
  }

  @Test
  void takesImagesOverAWebSocket() {
    configuration =
        builder().mqtt(mqtt.webSocketUri()).set("limits.maxImageBytes", 1_000_000).build();
    MockProducer<String, byte[]> producer = producer(true);
    ImageBridge bridge = bridge(producer, new SimpleMeterRegistry());
    byte[] large = new byte[900_000];
    large[899_999] = 1;
    publish(0, 100);
    publish("camera", large);
    await().atMost(SOON).until(() -> producer.history().size() == 101);
    assertThat(payloads(producer).subList(0, 100))
        .isEqualTo(IntStream.range(0, 100).mapToObj(Integer::toString).toList());
    assertThat(producer.history().get(100).value()).isEqualTo(large);
    bridge.close();
  }

  @Test
  void keepsTheConnectionWhileAnImageTakesLongerThanThreeKeepAlives() throws IOException {
    int port = FreePorts.next();
    byte[] large = new byte[60_000];
    Duration keepAlive = Duration.ofSeconds(4);
    try (NioReactor reactor = new NioReactor();
        TcpCrusher slow =
            TcpCrusherBuilder.builder()
                .withReactor(reactor)
                .withBindAddress("127.0.0.1", port)
                .withConnectAddress("127.0.0.1", mqtt.uri().getPort())
                .withBufferCount(1)
                .withBufferSize(1000)
                // 4,000 bytes a second to the bridge: the image takes 15 s
                .withIncomingThrottlerFactory(address -> buffer -> 250_000L * buffer.remaining())
                .withOutgoingThrottlerFactory(address -> buffer -> 0)
                .buildAndOpen()) {
      configuration =
          builder()
              .mqtt(URI.create("tcp://127.0.0.1:" + port))
              .set("mqtt.keepAlive", keepAlive)
              .set("limits.maxImageBytes", 100_000)
              .build();
      MockProducer<String, byte[]> producer = producer(true);
      ImageBridge bridge = bridge(producer, new SimpleMeterRegistry());
      // on a busy machine the bridge may need several attempts to connect
      long connections = slow.getClientTotalCount();
      long start = System.nanoTime();
      publish("camera", large);
      await().atMost(Duration.ofMinutes(2)).until(() -> !producer.history().isEmpty());
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(keepAlive.multipliedBy(3));
      assertThat(producer.history()).singleElement().extracting("value").isEqualTo(large);
      assertThat(slow.getClientTotalCount()).isEqualTo(connections);
      bridge.close();
    }
  }

  @Test
  void rejectsAnImageOverTheLimitWithItsFirstBytes() {
    MockProducer<String, byte[]> producer = producer(true);
    ImageBridge bridge = bridge(producer, new SimpleMeterRegistry());
    publish("camera", new byte[1001]);
    await().atMost(SOON).until(() -> producer.history().size() == 1);
    ProducerRecord<String, byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(record.key()).isEqualTo("camera");
    assertThat(new String(record.headers().lastHeader("rejection-reason").value(), UTF_8))
        .isEqualTo("too-many-bytes");
    assertThat(new String(record.headers().lastHeader("original-bytes").value(), UTF_8))
        .isEqualTo("1001");
    bridge.close();
  }

  @Test
  void acceptsQosZeroBetweenImagesOfQosOne() {
    MockProducer<String, byte[]> producer = producer(true);
    ImageBridge bridge = bridge(producer, new SimpleMeterRegistry());
    for (int i = 0; i < 20; i++) {
      device
          .publishWith()
          .topic("devices/camera/images")
          .qos(i % 2 == 0 ? MqttQos.AT_MOST_ONCE : MqttQos.AT_LEAST_ONCE)
          .payload(Integer.toString(i).getBytes(UTF_8))
          .send();
    }
    await().atMost(SOON).untilAsserted(() -> assertThat(payloads(producer)).hasSize(20));
    assertThat(bridge.isReady()).isTrue();
    bridge.close();
  }

  @Test
  void rejectsAnImageThatKafkaRefusesAsTooLargeAndAcceptsTheNext() {
    publishAhead(1);
    MockProducer<String, byte[]> producer = producer(false);
    ImageBridge bridge = bridge(producer, new SimpleMeterRegistry());
    await().atMost(SOON).untilAsserted(() -> assertThat(payloads(producer)).hasSize(1));
    assertThat(producer.errorNext(new RecordTooLargeException("max.message.bytes"))).isTrue();
    await().atMost(SOON).untilAsserted(() -> assertThat(payloads(producer)).hasSize(2));
    assertThat(producer.history().get(1).topic()).isEqualTo("rejected-images");
    assertThat(producer.completeNext()).isTrue();
    publish(1, 2);
    await().atMost(SOON).untilAsserted(() -> assertThat(payloads(producer)).hasSize(3));
    assertThat(producer.history().get(2).topic()).isEqualTo("device-images");
    bridge.close();
  }
}
