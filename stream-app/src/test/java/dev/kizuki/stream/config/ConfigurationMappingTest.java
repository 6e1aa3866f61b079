package dev.kizuki.stream.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.camera.CameraLimits;
import dev.kizuki.stream.camera.Trouble;
import dev.kizuki.stream.config.Configuration.Canary;
import dev.kizuki.stream.config.Configuration.Console;
import dev.kizuki.stream.config.Configuration.DeviceLimits;
import dev.kizuki.stream.config.Configuration.Drift;
import dev.kizuki.stream.config.Configuration.Http;
import dev.kizuki.stream.config.Configuration.Incidents;
import dev.kizuki.stream.config.Configuration.Limits;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.Configuration.ModelUpdates;
import dev.kizuki.stream.config.Configuration.Samples;
import dev.kizuki.stream.config.Configuration.Topics;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Every key arrives in the records: by default, from a file, and from the environment. */
class ConfigurationMappingTest {
  /** Sets every key to a value that is not its default. */
  private static final String EVERY_KEY =
      """
      mqtt:
        broker: ssl://mqtt.example.com:8883
        clientId: line1
        username: anna
        passwordFile: mqtt-password
        trustedFile: mqtt-ca.pem
        certificateFile: mqtt-me.pem
        images: cameras/{device}
        anomalies: alerts/{device}
        incidents: incidents/{device}
        actions: plant/actions
        sharedGroup: hall
        receiveMaximum: 20
        sessionExpiry: PT1H
        keepAlive: PT7S
        standInAfter: PT2M
      kafka:
        bootstrapServers: kafka1:9093,kafka2:9093
        securityProtocol: SASL_SSL
        trustedFile: kafka-ca.pem
        certificateFile: kafka-me.pem
        saslMechanism: SCRAM-SHA-256
        username: berta
        passwordFile: kafka-password
        applicationId: hall.1
        processingGuarantee: exactly_once_v2
        threads: 3
        stateDir: /data/state
        createTopics: false
        partitions: 12
        replicationFactor: 3
        properties: {client.rack: r1}
      topics:
        images: t-images
        anomalies: t-anomalies
        scores: t-scores
        rejected: t-rejected
        undelivered: t-undelivered
        incidents: t-incidents
        actions: t-actions
        evidence: t-evidence
        devices: t-devices
        services: t-services
        limits: t-limits
        samples: t-samples
        comparisons: t-comparisons
        modelEvents: t-model-events
      models:
        - {file: a.onnx, devices: "cam-*", falseAlarmRate: 0.002, normalImage: good.png, shadow: b.onnx, shadowShare: 0.5}
      modelUpdates:
        interval: PT2M
        archive: kept
        guardImages: 50
      limits:
        maxImageBytes: 1000
        maxDeviceNameBytes: 100
        maxPixels: 2000
        maxImagesPerSecond: 2.5
      canary:
        interval: PT1M
        timeout: PT20S
      metrics:
        devices: 5
        deviceGroup: "(.)-.*"
        groups: 6
      incidents:
        enabled: false
        anomalies: 3
        images: 5
        clearBelow: 0.8
        clearAfter: 20s
        floodDevices: 7
        floodWithin: 30s
        maxShelve: 2h
        keep: 5d
      cameras:
        limits:
          troubles: [dark, silent]
          silentAfter: 1m
          silentFactor: 5
          darkBelow: 13
          brightAbove: 240
          brightnessFactor: 0.4
          sharpnessFactor: 0.3
          tolerance: 9
          confirmPictures: 4
          confirmAfter: 3s
          burnIn: 21
          follow: 20m
        groups:
          - {devices: "line2-*", limits: {darkBelow: 2}}
      deviceLimits:
        enabled: false
        burnIn: 200
      drift:
        enabled: false
        every: 5s
        tolerance: 0.2
        falseAlarmsPerYear: 3
      samples:
        every: 2h
        keep: 7
      webhooks:
        - name: chat
          url: https://chat.example/hook
          template: chat.json
          kinds: [silent, group]
          events: [raised, cleared]
          headers: {Authorization: "@token"}
          timeout: 3s
      http:
        host: 0.0.0.0
        port: 9000
        publicUrl: https://kizuki.example
      console:
        enabled: true
        viewTokenFile: view-tokens
        actTokenFile: act-tokens
        userHeader: X-User
        proxySecretFile: proxy-secret
      """;

  private static Configuration read(String yaml, Map<String, String> environment) {
    return ConfigurationReader.read(yaml, "test.yaml", environment);
  }

  private static Configuration defaults() {
    return read("models: [{file: a.onnx}]", Map.of());
  }

  private static void assertEveryKeyArrived(Configuration configuration) {
    assertThat(configuration.mqtt())
        .isEqualTo(
            new MqttConfiguration(
                URI.create("ssl://mqtt.example.com:8883"),
                "line1",
                "anna",
                "mqtt-password",
                "mqtt-ca.pem",
                "mqtt-me.pem",
                List.of(ImageSubscription.of("cameras/{device}")),
                "alerts/{device}",
                "incidents/{device}",
                "plant/actions",
                "hall",
                20,
                Duration.ofHours(1),
                Duration.ofSeconds(7),
                Duration.ofMinutes(2)));
    assertThat(configuration.kafka())
        .isEqualTo(
            new KafkaConfiguration(
                "kafka1:9093,kafka2:9093",
                "SASL_SSL",
                "kafka-ca.pem",
                "kafka-me.pem",
                "SCRAM-SHA-256",
                "berta",
                "kafka-password",
                "hall.1",
                "exactly_once_v2",
                3,
                Path.of("/data/state"),
                /* createTopics= */ false,
                12,
                (short) 3,
                Map.of("client.rack", "r1")));
    assertThat(configuration.topics())
        .isEqualTo(
            new Topics(
                "t-images",
                "t-anomalies",
                "t-scores",
                "t-rejected",
                "t-undelivered",
                "t-incidents",
                "t-actions",
                "t-evidence",
                "t-devices",
                "t-services",
                "t-limits",
                "t-samples",
                "t-comparisons",
                "t-model-events"));
    assertThat(configuration.topics().writesScores()).isTrue();
    assertThat(configuration.models())
        .containsExactly(
            new ModelRule(
                Path.of("a.onnx"), "cam-*", 0.002, Path.of("good.png"), Path.of("b.onnx"), 0.5));
    assertThat(configuration.modelUpdates())
        .isEqualTo(new ModelUpdates(Duration.ofMinutes(2), "kept", 50));
    assertThat(configuration.limits()).isEqualTo(new Limits(1000, 100, 2000, 2.5));
    assertThat(configuration.canary())
        .isEqualTo(new Canary(Duration.ofMinutes(1), Duration.ofSeconds(20)));
    assertThat(configuration.metrics().devices()).isEqualTo(5);
    assertThat(configuration.metrics().deviceGroup()).hasToString("(.)-.*");
    assertThat(configuration.metrics().groups()).isEqualTo(6);
    assertThat(configuration.incidents())
        .isEqualTo(
            new Incidents(
                /* enabled= */ false,
                3,
                5,
                0.8,
                Duration.ofSeconds(20),
                7,
                Duration.ofSeconds(30),
                Duration.ofHours(2),
                Duration.ofDays(5)));
    CameraLimits limits =
        new CameraLimits(
            Set.of(Trouble.DARK, Trouble.SILENT),
            Duration.ofMinutes(1),
            5,
            13,
            240,
            0.4,
            0.3,
            9,
            4,
            Duration.ofSeconds(3),
            21,
            Duration.ofMinutes(20));
    assertThat(configuration.deviceLimits()).isEqualTo(new DeviceLimits(/* enabled= */ false, 200));
    assertThat(configuration.drift())
        .isEqualTo(new Drift(/* enabled= */ false, Duration.ofSeconds(5), 0.2, 3));
    assertThat(configuration.samples()).isEqualTo(new Samples(Duration.ofHours(2), 7));
    assertThat(configuration.cameras().limits("line1-camera1")).isEqualTo(limits);
    assertThat(configuration.cameras().limits("line2-camera1").darkBelow()).isEqualTo(2);
    assertThat(configuration.cameras().limits("line2-camera1").tolerance()).isEqualTo(9);
    assertThat(configuration.webhooks())
        .containsExactly(
            new Webhook(
                "chat",
                "https://chat.example/hook",
                Path.of("chat.json"),
                List.of("silent", "group"),
                List.of("raised", "cleared"),
                Map.of("Authorization", "@token"),
                Duration.ofSeconds(3)));
    assertThat(configuration.http()).isEqualTo(new Http("0.0.0.0", 9000, "https://kizuki.example"));
    assertThat(configuration.console())
        .isEqualTo(
            new Console(
                /* enabled= */ true, "view-tokens", "act-tokens", "X-User", "proxy-secret"));
  }

  @Test
  void everyDefaultIsAsDocumented() {
    Configuration configuration = defaults();
    assertThat(configuration.mqtt())
        .isEqualTo(
            new MqttConfiguration(
                URI.create("tcp://localhost:1883"),
                "kizuki",
                "",
                "",
                "",
                "",
                List.of(ImageSubscription.of("devices/{device}/images")),
                "devices/{device}/anomalies",
                "devices/{device}/incidents",
                "",
                "",
                1000,
                Duration.ofDays(7),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60)));
    assertThat(configuration.kafka())
        .isEqualTo(
            new KafkaConfiguration(
                "localhost:9092",
                "PLAINTEXT",
                "",
                "",
                "SCRAM-SHA-512",
                "",
                "",
                "kizuki",
                "at_least_once",
                0,
                Path.of("/var/tmp/kizuki"),
                /* createTopics= */ true,
                6,
                (short) -1,
                Map.of()));
    assertThat(configuration.topics())
        .isEqualTo(
            new Topics(
                "device-images",
                "anomalies",
                "",
                "rejected-images",
                "alerts-undelivered",
                "incidents",
                "operator-actions",
                "evidence",
                "device-status",
                "service-status",
                "device-limits",
                "image-samples",
                "model-comparisons",
                "model-events"));
    assertThat(configuration.models())
        .containsExactly(new ModelRule(Path.of("a.onnx"), null, null, null, null, null));
    assertThat(configuration.modelUpdates())
        .isEqualTo(new ModelUpdates(Duration.ofSeconds(10), "model-archive", 2000));
    assertThat(configuration.limits()).isEqualTo(new Limits(900 * 1024, 256, 16_000_000, 0));
    assertThat(configuration.canary()).isEqualTo(new Canary(Duration.ZERO, Duration.ofSeconds(30)));
    assertThat(configuration.metrics().devices()).isEqualTo(100);
    assertThat(configuration.metrics().deviceGroup()).hasToString("([^-/]*).*");
    assertThat(configuration.metrics().groups()).isEqualTo(50);
    assertThat(configuration.incidents())
        .isEqualTo(
            new Incidents(
                /* enabled= */ true,
                1,
                1,
                1.0,
                Duration.ofMinutes(1),
                5,
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofDays(30)));
    assertThat(configuration.cameras().limits("camera-1")).isEqualTo(CameraLimits.DEFAULT);
    assertThat(configuration.cameras().groups()).isEmpty();
    assertThat(configuration.deviceLimits()).isEqualTo(new DeviceLimits(/* enabled= */ true, 1000));
    assertThat(configuration.drift())
        .isEqualTo(new Drift(/* enabled= */ true, Duration.ofSeconds(10), 0.1, 0.1));
    assertThat(configuration.samples()).isEqualTo(new Samples(Duration.ofHours(1), 24));
    assertThat(configuration.webhooks()).isEmpty();
    assertThat(configuration.http()).isEqualTo(new Http("127.0.0.1", 8080, ""));
    assertThat(configuration.console())
        .isEqualTo(new Console(/* enabled= */ false, "", "", "", ""));
  }

  @Test
  void everyComponentOfTheRecordsHasADefault() {
    ObjectNode tree = ConfigurationReader.defaults();
    assertThat(tree.propertyNames())
        .containsExactlyInAnyOrderElementsOf(componentNames(Configuration.class));
    for (RecordComponent section : Configuration.class.getRecordComponents()) {
      if (section.getType().isRecord()) {
        assertThat(tree.get(section.getName()).propertyNames())
            .as(section.getName())
            .containsExactlyInAnyOrderElementsOf(componentNames(section.getType()));
      }
    }
  }

  private static List<String> componentNames(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  @Test
  void everyKeyOfAFileArrives() {
    assertEveryKeyArrived(read(EVERY_KEY, Map.of()));
  }

  /** Fails for a new key until the text above sets it. */
  @Test
  void theTextAboveChangesEveryKey() throws ReflectiveOperationException {
    Configuration changed = read(EVERY_KEY, Map.of());
    Configuration defaults = defaults();
    for (RecordComponent section : Configuration.class.getRecordComponents()) {
      Object before = section.getAccessor().invoke(defaults);
      Object after = section.getAccessor().invoke(changed);
      if (!section.getType().isRecord()) {
        assertThat(after).as(section.getName()).isNotEqualTo(before);
        continue;
      }
      for (RecordComponent key : section.getType().getRecordComponents()) {
        assertThat(key.getAccessor().invoke(after))
            .as("%s.%s", section.getName(), key.getName())
            .isNotEqualTo(key.getAccessor().invoke(before));
      }
    }
  }

  @Test
  void everyKeyOfTheEnvironmentArrives() {
    Map<String, String> environment = new TreeMap<>();
    YAMLMapper.builder()
        .build()
        .readTree(EVERY_KEY)
        .properties()
        .forEach(
            section -> {
              if (section.getValue() instanceof ObjectNode keys) {
                keys.properties()
                    .forEach(
                        key ->
                            environment.put(
                                ConfigurationReader.variable(
                                    List.of(section.getKey(), key.getKey())),
                                text(key.getValue())));
              } else {
                environment.put(
                    ConfigurationReader.variable(List.of(section.getKey())),
                    text(section.getValue()));
              }
            });
    assertThat(environment).containsKeys("KIZUKI_MODELS", "KIZUKI_MODEL_UPDATES_INTERVAL");
    assertEveryKeyArrived(read("", environment));
  }

  /** A list or map as JSON, which is YAML; a scalar as its text. */
  private static String text(JsonNode value) {
    return value.isContainer() ? value.toString() : value.asString();
  }

  @Test
  void theDefaultsAreAConfigurationOfTheirOwn() {
    Configuration read =
        read(ConfigurationReader.defaultsText(), Map.of("KIZUKI_MODELS", "[{file: a.onnx}]"));
    assertThat(read.mqtt()).isEqualTo(defaults().mqtt());
    assertThat(read.kafka()).isEqualTo(defaults().kafka());
  }
}
