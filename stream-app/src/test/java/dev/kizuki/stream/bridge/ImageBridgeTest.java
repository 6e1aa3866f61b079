package dev.kizuki.stream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.mqtt.BrokerAnswer;
import dev.kizuki.stream.mqtt.MemoryBroker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bridge between a broker in memory and Kafka's mock. Nothing leaves the JVM. */
class ImageBridgeTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Instant ARRIVAL = Instant.parse("2026-01-02T03:04:05.678Z");

  private final MemoryBroker broker = new MemoryBroker();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger givenUp = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong();
  private CanaryChannel channel = CanaryChannel.open("kizuki");
  private ImageBridge bridge = bridge(Map.of());

  private ImageBridge bridge(Map<String, String> settings) {
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

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5));
  }

  private void start() {
    bridge.start();
    await().until(bridge::isReady);
  }

  private void startWith(Map<String, String> settings) {
    bridge.close();
    bridge = bridge(settings);
    start();
  }

  @AfterEach
  void close() {
    completeAll();
    bridge.close();
  }

  private void completeAll() {
    while (producer.completeNext()) {
      // Kafka takes everything that is left
    }
  }

  private void deliver(String... images) {
    for (String image : images) {
      broker.deliver("devices/camera/images", image.getBytes(UTF_8));
    }
  }

  private List<ProducerRecord<String, byte[]>> awaitRecords(int count) {
    await().until(() -> producer.history().size() >= count);
    assertThat(producer.history()).hasSize(count);
    return producer.history();
  }

  private static String text(ProducerRecord<String, byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  private static String header(ProducerRecord<String, byte[]> record, String key) {
    return ImageHeaders.text(record.headers(), key).orElse("");
  }

  private double count(String metric) {
    return registry.get(metric).counter().count();
  }

  @Test
  void acknowledgesAnImageOnlyAfterKafkaHasIt() {
    start();
    deliver("image");
    awaitRecords(1);
    assertThat(broker.acknowledged()).isEmpty();
    producer.completeNext();
    assertThat(broker.acknowledged()).containsExactly("image");
  }

  @Test
  void keepsTheImageAsItCame() {
    start();
    broker.deliver(
        "devices/camera/images",
        "image".getBytes(UTF_8),
        "image/png",
        Map.of("captured-at", "2026-01-02T03:04:05Z", "sequence", "17", "other", "ignored"));
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("device-images");
    assertThat(record.key()).isEqualTo("camera");
    assertThat(text(record)).isEqualTo("image");
    assertThat(record.timestamp()).isEqualTo(ARRIVAL.toEpochMilli());
    assertThat(header(record, "mqtt-topic")).isEqualTo("devices/camera/images");
    assertThat(header(record, "content-type")).isEqualTo("image/png");
    assertThat(header(record, "captured-at")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(header(record, "sequence")).isEqualTo("17");
    assertThat(record.headers().lastHeader("other")).isNull();
  }

  @Test
  void acknowledgesInOrderOfArrivalThoughKafkaStoresALaterImageFirst() {
    // an image that Kafka refuses as too large is stored among the rejected images, after the
    // others
    start();
    deliver("1", "2", "3");
    awaitRecords(3);
    producer.errorNext(new RecordTooLargeException("too large"));
    producer.completeNext();
    producer.completeNext();
    assertThat(broker.acknowledged()).isEmpty();
    awaitRecords(4);
    producer.completeNext();
    assertThat(broker.acknowledged()).containsExactly("1", "2", "3");
  }

  @Test
  void anImageThatKafkaDoesNotTakeIsDeliveredAgain() {
    start();
    deliver("1", "2");
    awaitRecords(2);
    producer.completeNext();
    producer.errorNext(new TimeoutException("Kafka is away"));
    await().until(() -> broker.links() == 2);
    awaitRecords(3);
    assertThat(text(producer.history().get(2))).isEqualTo("2");
    assertThat(broker.acknowledged()).containsExactly("1");
    producer.completeNext();
    assertThat(broker.acknowledged()).containsExactly("1", "2");
    assertThat(count("kizuki.bridge.failures")).isEqualTo(1);
  }

  @Test
  void whatKafkaStoresAfterALossIsNotAcknowledgedOnTheNewConnection() {
    start();
    deliver("1");
    awaitRecords(1);
    broker.breakConnection("test");
    await().until(() -> broker.links() == 2);
    awaitRecords(2);
    // the first delivery: its connection is gone, though packet identifier 1 is in use again
    producer.completeNext();
    assertThat(broker.unacknowledged()).containsExactly("1");
    producer.completeNext();
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void aMessageThatBreaksMqttIsRejectedAndAcknowledgedAndTheNextIsStored() {
    start();
    broker.deliverDefective("devices/ba\ufffdd/images", new byte[] {1}, "a control character");
    deliver("next");
    List<ProducerRecord<String, byte[]>> records = awaitRecords(2);
    completeAll();
    assertThat(records.get(0).topic()).isEqualTo("rejected-images");
    assertThat(records.get(0).key()).isEqualTo("ba\ufffdd");
    assertThat(header(records.get(0), "rejection-reason")).isEqualTo("malformed-message");
    assertThat(header(records.get(0), "rejection-detail")).isEqualTo("a control character");
    assertThat(records.get(1).topic()).isEqualTo("device-images");
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void countsASessionThatTheBrokerLost() {
    start();
    assertThat(count("kizuki.mqtt.sessions.lost")).isZero();
    broker.loseSession();
    broker.breakConnection("test");
    await().until(() -> count("kizuki.mqtt.sessions.lost") == 1);
  }

  @Test
  void showsWhatTheBrokerGrants() {
    broker.limit(
        answer ->
            new BrokerAnswer(
                false, Duration.ofMinutes(1), answer.keepAlive(), 0, 1000, true, true));
    start();
    assertThat(registry.get("kizuki.mqtt.maximum.qos").gauge().value()).isZero();
    assertThat(registry.get("kizuki.mqtt.session.expiry.seconds").gauge().value()).isEqualTo(60);
  }

  @Test
  void anImageAtQosZeroIsStoredAndNotAcknowledged() {
    start();
    broker.deliverAtMostOnce("devices/camera/images", "image".getBytes(UTF_8));
    awaitRecords(1);
    producer.completeNext();
    assertThat(broker.acknowledged()).isEmpty();
  }

  @Test
  void rejectsWhatIsAboveTheLimitAndKeepsItsBeginning() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGE_BYTES", "100000"));
    broker.deliver("devices/camera/images", new byte[100_001]);
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(record.value()).hasSize(64 * 1024);
    assertThat(header(record, "rejection-reason")).isEqualTo("too-many-bytes");
    assertThat(header(record, "original-bytes")).isEqualTo("100001");
    assertThat(header(record, "mqtt-topic")).isEqualTo("devices/camera/images");
    producer.completeNext();
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void rejectsAnImageThatKafkaRefusesAsTooLarge() {
    start();
    deliver("image");
    awaitRecords(1);
    producer.errorNext(new RecordTooLargeException("larger than max.message.bytes"));
    ProducerRecord<String, byte[]> record = awaitRecords(2).get(1);
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(header(record, "rejection-reason")).isEqualTo("too-many-bytes");
    assertThat(header(record, "rejection-detail")).contains("max.message.bytes");
    assertThat(broker.acknowledged()).isEmpty();
    producer.completeNext();
    assertThat(broker.acknowledged()).containsExactly("image");
    assertThat(broker.links()).isEqualTo(1);
  }

  @Test
  void rejectsAnImageWhoseTopicNamesNoDevice() {
    start();
    broker.deliver("devices//images", "image".getBytes(UTF_8));
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(header(record, "rejection-reason")).isEqualTo("no-device");
  }

  @Test
  void rejectsTheImagesOfADeviceThatFloodsAndNoOthers() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGES_PER_SECOND", "1"));
    // the first hour is generous, because the length of the outage before the start is unknown
    nanoTime.addAndGet(TimeUnit.HOURS.toNanos(2));
    deliver("1", "2", "3", "4", "5", "6");
    broker.deliver("devices/other/images", "7".getBytes(UTF_8));
    List<ProducerRecord<String, byte[]>> records = awaitRecords(7);
    assertThat(records.subList(0, 5))
        .allSatisfy(record -> assertThat(record.topic()).isEqualTo("device-images"));
    assertThat(records.get(5).topic()).isEqualTo("rejected-images");
    assertThat(header(records.get(5), "rejection-reason")).isEqualTo("too-many-images");
    assertThat(records.get(6).topic()).isEqualTo("device-images");
  }

  private void deliverCanary(Map<String, String> properties) {
    broker.deliver("kizuki/canary/images/kizuki/0", "canary".getBytes(UTF_8), null, properties);
  }

  private void deliverCanary() {
    deliverCanary(channel.properties());
  }

  @Test
  void canariesHaveNoRateAndCountInNoMetric() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGES_PER_SECOND", "1", "KIZUKI_CANARY_INTERVAL", "1m"));
    nanoTime.addAndGet(TimeUnit.HOURS.toNanos(2));
    for (int i = 0; i < 20; i++) {
      deliverCanary();
    }
    assertThat(awaitRecords(20))
        .allSatisfy(
            record -> {
              assertThat(record.topic()).isEqualTo("device-images");
              assertThat(record.key()).isEqualTo("kizuki-canary.0.kizuki");
              assertThat(header(record, "canary")).isEqualTo("0");
              assertThat(header(record, "mqtt-topic")).isEqualTo("kizuki/canary/images/kizuki/0");
            });
    assertThat(count("kizuki.images.received")).isZero();
    assertThat(count("kizuki.canary.ignored")).isZero();
    completeAll();
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void subscribesToItsOwnCanariesWithoutTheSharedGroup() {
    startWith(Map.of("KIZUKI_MQTT_SHARED_GROUP", "hall", "KIZUKI_CANARY_INTERVAL", "1m"));
    assertThat(broker.subscriptions())
        .containsExactly("$share/hall/devices/+/images", "kizuki/canary/images/kizuki/+");
  }

  @Test
  void subscribesToNoCanariesIfThereAreNone() {
    start();
    assertThat(broker.subscriptions()).containsExactly("devices/+/images");
  }

  @Test
  void aDeviceWithTheNameOfACanaryIsLimitedAndCounted() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGES_PER_SECOND", "1", "KIZUKI_CANARY_INTERVAL", "1m"));
    nanoTime.addAndGet(TimeUnit.HOURS.toNanos(2));
    for (int i = 0; i < 6; i++) {
      broker.deliver(
          "devices/kizuki-canary.0.kizuki/images",
          "image".getBytes(UTF_8),
          null,
          Map.of("canary", "0"));
    }
    List<ProducerRecord<String, byte[]>> records = awaitRecords(6);
    assertThat(header(records.get(5), "rejection-reason")).isEqualTo("too-many-images");
    assertThat(records)
        .allSatisfy(record -> assertThat(record.headers().lastHeader("canary")).isNull());
    assertThat(count("kizuki.images.received")).isEqualTo(6);
  }

  @Test
  void aForgedCanaryIsAcknowledgedCountedAndNotStored() {
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    deliverCanary(Map.of());
    deliverCanary(Map.of("kizuki-canary-token", "0".repeat(32)));
    broker.deliver("kizuki/canary/images/other/0", "x".getBytes(UTF_8), null, channel.properties());
    deliver("image");
    assertThat(awaitRecords(1)).extracting(ImageBridgeTest::text).containsExactly("image");
    completeAll();
    assertThat(broker.unacknowledged()).isEmpty();
    assertThat(count("kizuki.canary.ignored")).isEqualTo(3);
    assertThat(count("kizuki.images.received")).isEqualTo(1);
  }

  @Test
  void aMessageOnTheTopicOfCanariesIsIgnoredWhileCanariesAreOff() {
    start();
    deliverCanary(Map.of());
    deliver("image");
    assertThat(awaitRecords(1)).extracting(ImageBridgeTest::text).containsExactly("image");
    assertThat(count("kizuki.canary.ignored")).isEqualTo(1);
  }

  @Test
  void aCanaryThatKafkaDoesNotTakeIsDeliveredAgain() {
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    deliverCanary();
    awaitRecords(1);
    producer.errorNext(new TimeoutException("Kafka is away"));
    await().until(() -> broker.links() == 2);
    assertThat(header(awaitRecords(2).get(1), "canary")).isEqualTo("0");
    producer.completeNext();
    assertThat(broker.unacknowledged()).isEmpty();
    assertThat(count("kizuki.canary.ignored")).isZero();
  }

  @Test
  void aCanaryThatIsTooLargeForKafkaIsAcknowledgedAndLost() {
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    deliverCanary();
    awaitRecords(1);
    producer.errorNext(new RecordTooLargeException("too large"));
    await().until(() -> broker.unacknowledged().isEmpty());
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void aCanaryOfTheProcessBeforeIsIgnored() {
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    bridge.close();
    deliverCanary();
    channel = CanaryChannel.open("kizuki");
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    await().until(() -> broker.unacknowledged().isEmpty());
    assertThat(producer.history()).isEmpty();
    assertThat(count("kizuki.canary.ignored")).isEqualTo(1);
  }

  @Test
  void longTextsOfADeviceAreCut() {
    start();
    broker.deliver(
        "devices/camera/images",
        "image".getBytes(UTF_8),
        "x".repeat(5000),
        Map.of("sequence", "7".repeat(5000)));
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(header(record, "content-type")).hasSize(1024);
    assertThat(header(record, "sequence")).hasSize(1024);
  }

  @Test
  void takesNoMoreThanTheReceiveMaximum() throws Exception {
    startWith(Map.of("KIZUKI_MQTT_RECEIVE_MAXIMUM", "2"));
    CompletableFuture<Void> delivering = CompletableFuture.runAsync(() -> deliver("1", "2", "3"));
    awaitRecords(2);
    assertThat(delivering).isNotDone();
    producer.completeNext();
    delivering.get(30, TimeUnit.SECONDS);
    awaitRecords(3);
  }

  @Test
  void waitsForMemoryWhenLargeImagesAreOnTheirWay() throws Exception {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGE_BYTES", Integer.toString(40 << 20)));
    byte[] large = new byte[33 << 20];
    CompletableFuture<Void> delivering =
        CompletableFuture.runAsync(
            () -> {
              broker.deliver("devices/a/images", large);
              broker.deliver("devices/b/images", large);
            });
    awaitRecords(1);
    assertThat(delivering).isNotDone();
    producer.completeNext();
    delivering.get(30, TimeUnit.SECONDS);
    awaitRecords(2);
  }

  @Test
  void givesUpIfKafkaNeverTookAnImage() {
    start();
    deliver("1");
    awaitRecords(1);
    producer.errorNext(new TimeoutException("Kafka is away"));
    await().until(() -> givenUp.get() == 1);
  }

  @Test
  void doesNotGiveUpOnceKafkaTookAnImage() {
    start();
    deliver("1", "2");
    awaitRecords(2);
    producer.completeNext();
    producer.errorNext(new TimeoutException("Kafka is away"));
    await().until(() -> broker.links() == 2);
    assertThat(givenUp).hasValue(0);
  }

  @Test
  void stopsByAcknowledgingWhatKafkaTakesInTime() throws Exception {
    start();
    deliver("1", "2");
    awaitRecords(2);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(bridge::close);
    producer.completeNext();
    producer.completeNext();
    closing.get(30, TimeUnit.SECONDS);
    assertThat(broker.acknowledged()).containsExactly("1", "2");
    assertThat(broker.isConnected()).isFalse();
  }

  @Test
  void anImageThatKafkaDoesNotTakeBeforeTheStopStaysWithTheBroker() {
    start();
    deliver("1");
    awaitRecords(1);
    bridge.close();
    assertThat(broker.unacknowledged()).containsExactly("1");
    producer.completeNext();
    assertThat(broker.unacknowledged()).containsExactly("1");
  }

  @Test
  void showsTheUnacknowledgedImagesAndTheConnection() {
    start();
    deliver("1", "2");
    awaitRecords(2);
    assertThat(registry.get("kizuki.bridge.unacknowledged").gauge().value()).isEqualTo(2);
    assertThat(registry.get("kizuki.bridge.connected").gauge().value()).isEqualTo(1);
    completeAll();
    assertThat(registry.get("kizuki.bridge.unacknowledged").gauge().value()).isZero();
    assertThat(count("kizuki.images.received")).isEqualTo(2);
    List<String> devices = new ArrayList<>();
    registry
        .find("kizuki.group.last.image.timestamp")
        .gauges()
        .forEach(gauge -> devices.add(String.valueOf(gauge.getId().getTag("group"))));
    assertThat(devices).containsExactly("camera");
  }

  @Test
  void aRejectedImageThatKafkaFindsTooLargeIsCutUntilItIsTaken() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGE_BYTES", "1000"));
    broker.deliver("devices/camera/images", new byte[200_000]);
    assertThat(awaitRecords(1).get(0).value()).hasSize(64 * 1024);
    producer.errorNext(new RecordTooLargeException("too large"));
    assertThat(awaitRecords(2).get(1).value()).hasSize(1024);
    producer.errorNext(new RecordTooLargeException("too large"));
    assertThat(awaitRecords(3).get(2).value()).isEmpty();
    completeAll();
    await().until(() -> broker.unacknowledged().isEmpty());
    assertThat(broker.links()).isEqualTo(1);
    assertThat(count("kizuki.images.lost")).isZero();
  }

  @Test
  void aRejectedImageThatKafkaNeverTakesIsCountedAndTheNextImageIsTaken() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGE_BYTES", "1000"));
    broker.deliver("devices/camera/images", new byte[2000]);
    for (int i = 1; i <= 3; i++) {
      awaitRecords(i);
      producer.errorNext(new RecordTooLargeException("too large"));
    }
    await().until(() -> count("kizuki.images.lost") == 1);
    deliver("image");
    awaitRecords(4);
    completeAll();
    await().until(() -> broker.unacknowledged().isEmpty());
    assertThat(broker.links()).isEqualTo(1);
  }

  @Test
  void storesTheImageOfAnEnvelopeAndWhatItSays() {
    startWith(
        Map.of(
            "KIZUKI_MQTT_IMAGES",
            "[{topic: gateway/json, payload: json, fields: {device: id, sequence: n, capturedAt: ts}}]"));
    broker.deliver(
        "gateway/json",
        "{\"id\":\"hall1/camera3\",\"n\":17,\"ts\":1767323045.5,\"image\":\"aW1hZ2U=\"}"
            .getBytes(UTF_8),
        "application/json",
        Map.of());
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("device-images");
    assertThat(record.key()).isEqualTo("hall1/camera3");
    assertThat(text(record)).isEqualTo("image");
    assertThat(header(record, "sequence")).isEqualTo("17");
    assertThat(header(record, "captured-at")).isEqualTo("1767323045.5");
    assertThat(header(record, "mqtt-topic")).isEqualTo("gateway/json");
    assertThat(record.headers().lastHeader("content-type")).isNull();
    producer.completeNext();
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void rejectsAMalformedEnvelopeAndKeepsIt() {
    startWith(Map.of("KIZUKI_MQTT_IMAGES", "[{topic: 'a/{device}', payload: json}]"));
    broker.deliver("a/camera", "{\"img\":\"aW1hZ2U=\"}".getBytes(UTF_8));
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(record.key()).isEqualTo("camera");
    assertThat(text(record)).isEqualTo("{\"img\":\"aW1hZ2U=\"}");
    assertThat(header(record, "rejection-reason")).isEqualTo("malformed-payload");
    assertThat(header(record, "rejection-detail")).contains("no field 'image'; it has img");
    assertThat(
            registry
                .get("kizuki.images.rejected")
                .tag("reason", "malformed-payload")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void theLimitHoldsForTheUnpackedImage() {
    startWith(
        Map.of(
            "KIZUKI_MQTT_IMAGES", "[{topic: 'a/{device}', payload: base64}]",
            "KIZUKI_LIMITS_MAX_IMAGE_BYTES", "100000"));
    broker.deliver("a/camera", Base64.getMimeEncoder().encode(new byte[100_000]));
    broker.deliver("a/camera", Base64.getMimeEncoder().encode(new byte[100_001]));
    broker.deliver("a/camera", new byte[300_000]);
    byte[] malformed = Base64.getEncoder().encode(new byte[90_000]);
    malformed[7] = '*';
    broker.deliver("a/camera", malformed);
    List<ProducerRecord<String, byte[]>> records = awaitRecords(4);
    assertThat(records.get(0).topic()).isEqualTo("device-images");
    assertThat(records.get(0).value()).hasSize(100_000);
    assertThat(header(records.get(1), "rejection-reason")).isEqualTo("too-many-bytes");
    assertThat(header(records.get(1), "original-bytes")).isEqualTo("100001");
    assertThat(header(records.get(2), "rejection-reason")).isEqualTo("too-many-bytes");
    assertThat(header(records.get(2), "original-bytes")).isEqualTo("300000");
    // if Kafka does not take it whole, it is cut as any rejected image is
    assertThat(header(records.get(3), "rejection-reason")).isEqualTo("malformed-payload");
    assertThat(records.get(3).value()).isEqualTo(malformed);
  }

  @Test
  void subscribesToEachTopicAndJoinsThePartsOfTheDevicesName() {
    startWith(
        Map.of(
            "KIZUKI_MQTT_IMAGES",
            "['{site}/{line}/{device}/image', {topic: camera7/snapshot, device: hall1/camera7}]",
            "KIZUKI_MQTT_SHARED_GROUP",
            "bridges"));
    assertThat(broker.subscriptions())
        .containsExactly("$share/bridges/+/+/+/image", "$share/bridges/camera7/snapshot");
    broker.deliver("hall1/line2/camera3/image", "a".getBytes(UTF_8));
    broker.deliver("camera7/snapshot", "b".getBytes(UTF_8));
    assertThat(awaitRecords(2))
        .extracting(ProducerRecord::key)
        .containsExactly("hall1/line2/camera3", "hall1/camera7");
  }
}
