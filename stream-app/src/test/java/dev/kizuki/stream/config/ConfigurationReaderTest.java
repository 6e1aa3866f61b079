package dev.kizuki.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.config.Configuration.ModelRule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {
  private static final String ONE_MODEL = "models: [{file: a.onnx}]\n";

  private static Configuration read(String yaml, Map<String, String> environment) {
    return ConfigurationReader.read(yaml, "test.yaml", environment);
  }

  @Test
  void defaultsAreAsDocumented() {
    Configuration configuration = read(ONE_MODEL, Map.of());
    assertThat(configuration.mqtt().broker()).isEqualTo(URI.create("tcp://localhost:1883"));
    assertThat(configuration.mqtt().images())
        .containsExactly(ImageSubscription.of("devices/{device}/images"));
    assertThat(configuration.mqtt().receiveMaximum()).isEqualTo(1000);
    assertThat(configuration.mqtt().sessionExpiry()).isEqualTo(Duration.ofDays(7));
    assertThat(configuration.kafka().processingGuarantee()).isEqualTo("at_least_once");
    assertThat(configuration.kafka().stateDir()).isEqualTo(Path.of("/var/tmp/kizuki"));
    assertThat(configuration.topics().anomalies()).isEqualTo("anomalies");
    assertThat(configuration.topics().writesScores()).isFalse();
    assertThat(configuration.limits().maxImageBytes()).isEqualTo(900 * 1024);
    assertThat(configuration.http().host()).isEqualTo("127.0.0.1");
    assertThat(configuration.models())
        .containsExactly(new ModelRule(Path.of("a.onnx"), null, null, null, null, null));
  }

  @Test
  void aFileOverridesTheDefaults() {
    Configuration configuration =
        read(
            """
            mqtt: {clientId: line1, keepAlive: PT5S}
            models:
              - {file: a.onnx, devices: "cam-*", falseAlarmRate: 0.001}
              - {file: b.onnx}
            kafka: {properties: {security.protocol: SSL}}
            """,
            Map.of());
    assertThat(configuration.mqtt().clientId()).isEqualTo("line1");
    assertThat(configuration.mqtt().keepAlive()).isEqualTo(Duration.ofSeconds(5));
    assertThat(configuration.mqtt().anomalies()).isEqualTo("devices/{device}/anomalies");
    assertThat(configuration.models())
        .containsExactly(
            new ModelRule(Path.of("a.onnx"), "cam-*", 0.001, null, null, null),
            new ModelRule(Path.of("b.onnx"), null, null, null, null, null));
    assertThat(configuration.kafka().properties()).containsEntry("security.protocol", "SSL");
  }

  @Test
  void theEnvironmentOverridesTheFile() {
    Configuration configuration =
        read(
            "mqtt: {clientId: file}\n" + ONE_MODEL,
            Map.of(
                "KIZUKI_MQTT_CLIENT_ID", "environment",
                "KIZUKI_KAFKA_PARTITIONS", "3",
                "KIZUKI_KAFKA_CREATE_TOPICS", "false",
                "KIZUKI_KAFKA_PROPERTIES", "{client.rack: r1}",
                "KIZUKI_MODELS", "[{file: b.onnx}]",
                "PATH", "/bin"));
    assertThat(configuration.mqtt().clientId()).isEqualTo("environment");
    assertThat(configuration.kafka().partitions()).isEqualTo(3);
    assertThat(configuration.kafka().createTopics()).isFalse();
    assertThat(configuration.kafka().properties()).containsEntry("client.rack", "r1");
    assertThat(configuration.models())
        .extracting(ModelRule::file)
        .containsExactly(Path.of("b.onnx"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt: {brokr: tcp://a:1} | there is no key 'mqtt.brokr'; known here: [actions, anomalies, broker,",
        "mqt: {} | there is no key 'mqt'",
        "models: [{file: a, device: x}] | there is no key 'models[0].device'",
        "mqtt: {broker: localhost} | mqtt.broker must be tcp://HOST:PORT, ssl://HOST:PORT",
        "mqtt: {broker: 'tcp://user:secret@a:1883'} | without a user (mqtt.username)",
        "models: [{devices: x}] | each of models must have a file",
        "mqtt: {images: images} | mqtt.images must hold {device}",
        "mqtt: {keepAlive: soon} | mqtt.keepAlive",
        "mqtt: {receiveMaximum: 0} | mqtt.receiveMaximum must be between 1 and 65535, was 0",
        "kafka: {processingGuarantee: often} | kafka.processingGuarantee must be at_least_once or",
        "kafka: {securityProtocol: TLS} | kafka.securityProtocol must be PLAINTEXT, SSL,",
        "kafka: {trustedFile: ca.pem} | need kafka.securityProtocol SSL or SASL_SSL, was PLAINTEXT",
        "kafka: {securityProtocol: SASL_SSL} | SASL_SSL needs both kafka.username and kafka.passwordFile",
        "kafka: {securityProtocol: SSL, username: a, passwordFile: b} | need kafka.securityProtocol SASL_SSL or",
        "kafka: {securityProtocol: SASL_SSL, username: a} | SASL_SSL needs both kafka.username and",
        "kafka: {securityProtocol: SASL_PLAINTEXT, saslMechanism: PLAIN, username: a, passwordFile: b}"
            + " | kafka.saslMechanism PLAIN would send the password unencrypted",
        "kafka: {partitions: many} | kafka.partitions",
        "http: {port: 70000} | http.port must be between 0 and 65535, was 70000",
        "limits: {maxPixels: -1} | limits.maxPixels must be positive, was -1",
        "models: [] | models must name at least one model",
        "mqtt: [ | is not valid YAML",
      })
  void refusesNonsenseAndNamesTheKey(String yaml, String message) {
    String whole = yaml.contains("models") ? yaml : yaml + "\n" + ONE_MODEL;
    assertThatThrownBy(() -> read(whole, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("test.yaml")
        .hasMessageContaining(message);
  }

  @Test
  void aKeyWithoutAValueKeepsItsDefault() {
    Configuration configuration =
        read("# a comment\nkafka:\nmqtt:\n  username:\n  clientId: a\n" + ONE_MODEL, Map.of());
    assertThat(configuration.kafka().partitions()).isEqualTo(6);
    assertThat(configuration.mqtt().username()).isEmpty();
    assertThat(read("# nothing but a comment", Map.of("KIZUKI_MODELS", "[{file: b}]")).models())
        .hasSize(1);
  }

  @Test
  void ignoresTheVariablesThatKubernetesSets() {
    Map<String, String> pod =
        Map.of(
            "KIZUKI_SERVICE_HOST", "10.0.0.1",
            "KIZUKI_SERVICE_PORT_HTTP", "8080",
            "KIZUKI_PORT", "tcp://10.0.0.1:8080",
            "KIZUKI_PORT_8080_TCP_ADDR", "10.0.0.1");
    assertThat(read(ONE_MODEL, pod).models()).hasSize(1);
  }

  @Test
  void refusesAnUnknownVariable() {
    assertThatThrownBy(() -> read(ONE_MODEL, Map.of("KIZUKI_MQTT_BROKR", "tcp://a:1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("KIZUKI_MQTT_BROKR")
        .hasMessageContaining("KIZUKI_MQTT_BROKER");
  }

  @Test
  void namesAFileThatIsMissing() {
    assertThatThrownBy(() -> ConfigurationReader.read(Path.of("missing.yaml"), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("missing.yaml");
  }
}
