package dev.kizuki.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedKafka;
import dev.kizuki.embedded.servers.EmbeddedMqtt;
import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.stream.KizukiService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka refuses records of the running service as too large. */
class RecordSizeIT {
  private static final Duration SOON = Duration.ofSeconds(90);

  private static EmbeddedKafka kafka;
  private static EmbeddedMqtt mqtt;
  private static Path folder;

  @BeforeAll
  static void start(@TempDir Path given) {
    folder = given;
    kafka = new EmbeddedKafka(folder.resolve("kafka"));
    mqtt = new EmbeddedMqtt(folder.resolve("mqtt"));
  }

  @AfterAll
  static void stop() {
    mqtt.close();
    kafka.close();
  }

  private static void limit(String topic, int bytes) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static ConsumerRecord<String, byte[]> record(String topic, String device) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return await()
          .dontCatchUncaughtExceptions() // the stream thread that is replaced ends with one
          .atMost(SOON)
          .until(
              () ->
                  StreamSupport.stream(consumer.poll(Duration.ofMillis(200)).spliterator(), false)
                      .filter(record -> device.equals(record.key()))
                      .findFirst(),
              Optional::isPresent)
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void theServiceGoesOnWhenATopicTakesSmallerRecordsThanBefore(String guarantee) throws Exception {
    KizukiService service =
        new KizukiService(
            new ConfigurationBuilder()
                .model(ShippedModels.DEMO_PARTS, "camera*")
                .mqtt(mqtt.uri())
                .kafka(kafka.bootstrapServers())
                .stateDir(folder.resolve(guarantee))
                .set("kafka.applicationId", guarantee)
                .set("kafka.partitions", 1)
                .set("kafka.threads", 1)
                .set("kafka.processingGuarantee", guarantee)
                .set("topics.images", guarantee + "-images")
                .set("topics.anomalies", guarantee + "-anomalies")
                .set("topics.rejected", guarantee + "-rejected")
                .httpPort(0)
                .build());
    try (service;
        KafkaProducer<String, byte[]> gateway =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
      EmbeddedStack.awaitReady(service, SOON);
      // the service asked for the limits when it started
      limit(guarantee + "-rejected", 2000);
      gateway
          .send(new ProducerRecord<>(guarantee + "-images", "camera-1", new byte[100_000]))
          .get();
      gateway
          .send(
              new ProducerRecord<>(
                  guarantee + "-images", "camera-2", new PartCamera(1).next(Defect.STAIN)))
          .get();
      ConsumerRecord<String, byte[]> rejected = record(guarantee + "-rejected", "camera-1");
      assertThat(rejected.value().length).isLessThan(2000);
      assertThat(new String(rejected.headers().lastHeader("original-bytes").value(), UTF_8))
          .isEqualTo("100000");
      assertThat(record(guarantee + "-anomalies", "camera-2").value()).isNotEmpty();
      EmbeddedStack.awaitReady(service, SOON);
    }
  }
}
