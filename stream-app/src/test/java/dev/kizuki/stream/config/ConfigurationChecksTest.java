package dev.kizuki.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.image.ImageLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wrong value of each key stops the start, and the message names the key. */
class ConfigurationChecksTest {
  private static final String ONE_MODEL = "models: [{file: a.onnx}]\n";

  private static Configuration read(String yaml) {
    String whole = yaml.contains("models:") ? yaml : yaml + "\n" + ONE_MODEL;
    return ConfigurationReader.read(whole, "test.yaml", Map.of());
  }

  private static void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("test.yaml")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:1883",
        "localhost",
        "''",
        "http://localhost:1883",
        "tcp://:1883",
        "tcp://localhost:0",
        "tcp://localhost:65536",
        "tcp://localhost:1883/images",
        "ssl://localhost:8883?x=1",
        "ws://localhost/mqtt#images",
        "tcp://[::1:1883",
        "tcp://a,b:1883",
        "tcp://user@localhost:1883",
        "ssl://user:password@localhost:8883",
      })
  void refusesABrokerThatIsNoPlainAddress(String broker) {
    assertRefused(
        "mqtt: {broker: '%s'}".formatted(broker.equals("''") ? "" : broker), "mqtt.broker");
  }

  @Test
  void refusesABrokerThatIsNoUri() {
    assertRefused("mqtt: {broker: 'tcp://a b:1'}", "mqtt.broker");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://broker:1883",
        "ssl://broker:8883",
        "tcp://10.0.0.1:1",
        "tcp://[::1]:1883",
        "mqtts://broker",
        "wss://broker/mqtt"
      })
  void takesABrokerWithHostAndPort(String broker) {
    assertThat(read("mqtt: {broker: '%s'}".formatted(broker)).mqtt().broker()).hasToString(broker);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{clientId: ''}             | mqtt.clientId must not be empty",
        "{clientId: '  '}           | mqtt.clientId must not be empty",
        "{trustedFile: ca.pem}      | mqtt.trustedFile and mqtt.certificateFile need a broker at ssl:// or wss://, was tcp://localhost:1883",
        "{certificateFile: me.pem}  | mqtt.trustedFile and mqtt.certificateFile need a broker at ssl:// or wss://, was tcp://localhost:1883",
        "{receiveMaximum: 0}        | mqtt.receiveMaximum must be between 1 and 65535, was 0",
        "{receiveMaximum: -1}       | mqtt.receiveMaximum must be between 1 and 65535, was -1",
        "{receiveMaximum: 65536}    | mqtt.receiveMaximum must be between 1 and 65535, was 65536",
        "{receiveMaximum: many}     | mqtt.receiveMaximum must ",
        "{receiveMaximum: 9999999999} | mqtt.receiveMaximum must ",
        "{sessionExpiry: PT0S}      | mqtt.sessionExpiry must be between 1s and 49710d6h28m15s, was 0s",
        "{sessionExpiry: -PT1S}     | mqtt.sessionExpiry must be between 1s and 49710d6h28m15s, was -1s",
        "{sessionExpiry: a week}    | mqtt.sessionExpiry must be a duration",
        "{keepAlive: PT0S}          | mqtt.keepAlive must be between 1s and 18h12m15s, was 0s",
        "{keepAlive: -PT30S}        | mqtt.keepAlive must be between 1s and 18h12m15s, was -30s",
        "{keepAlive: 30}            | mqtt.keepAlive needs a unit",
        "{standInAfter: 14s}        | mqtt.standInAfter must be 0s (off), or between 15s and 1d; was 14s",
        "{username: [a]}            | mqtt.username must ",
        "{passwordFile: {a: b}}     | mqtt.passwordFile must ",
      })
  void refusesWrongValuesOfMqtt(String section, String message) {
    assertRefused("mqtt: " + section, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{securityProtocol: ''}        | kafka.securityProtocol must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL, was ''",
        "{securityProtocol: ssl}       | kafka.securityProtocol must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL, was 'ssl'",
        "{securityProtocol: TLS}       | kafka.securityProtocol must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL, was 'TLS'",
        "{trustedFile: ca.pem}         | kafka.trustedFile and kafka.certificateFile need kafka.securityProtocol SSL or SASL_SSL, was PLAINTEXT",
        "{certificateFile: me.pem}     | kafka.trustedFile and kafka.certificateFile need kafka.securityProtocol SSL or SASL_SSL, was PLAINTEXT",
        "{securityProtocol: SASL_PLAINTEXT, username: a, passwordFile: b, trustedFile: ca.pem} | need kafka.securityProtocol SSL or SASL_SSL, was SASL_PLAINTEXT",
        "{saslMechanism: GSSAPI}       | kafka.saslMechanism must be SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN (set others in kafka.properties), was 'GSSAPI'",
        "{saslMechanism: ''}           | kafka.saslMechanism must be SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN",
        "{username: a}                 | kafka.username and kafka.passwordFile need kafka.securityProtocol SASL_SSL or SASL_PLAINTEXT, was PLAINTEXT",
        "{passwordFile: b}             | kafka.username and kafka.passwordFile need kafka.securityProtocol SASL_SSL or SASL_PLAINTEXT, was PLAINTEXT",
        "{securityProtocol: SSL, username: a} | kafka.username and kafka.passwordFile need kafka.securityProtocol SASL_SSL or SASL_PLAINTEXT, was SSL",
        "{securityProtocol: SASL_SSL}  | kafka.securityProtocol SASL_SSL needs both kafka.username and kafka.passwordFile",
        "{securityProtocol: SASL_PLAINTEXT, username: a} | kafka.securityProtocol SASL_PLAINTEXT needs both kafka.username and kafka.passwordFile",
        "{securityProtocol: SASL_SSL, passwordFile: b}   | kafka.securityProtocol SASL_SSL needs both kafka.username and kafka.passwordFile",
        "{securityProtocol: SASL_PLAINTEXT, saslMechanism: PLAIN, username: a, passwordFile: b} | kafka.saslMechanism PLAIN would send the password unencrypted",
        "{applicationId: ''}           | kafka.applicationId must be letters, digits,",
        "{applicationId: 'a b'}        | kafka.applicationId must be letters, digits,",
        "{applicationId: 'a/b'}        | kafka.applicationId must be letters, digits,",
        "{applicationId: 'kizü'}       | kafka.applicationId must be letters, digits,",
        "{processingGuarantee: exactly_once} | kafka.processingGuarantee must be at_least_once or exactly_once_v2, was 'exactly_once'",
        "{processingGuarantee: ''}     | kafka.processingGuarantee must be at_least_once or exactly_once_v2, was ''",
        "{threads: -1}                 | kafka.threads must not be negative, was -1",
        "{threads: all}                | kafka.threads must ",
        "{partitions: 0}               | kafka.partitions must be positive, was 0",
        "{partitions: -6}              | kafka.partitions must be positive, was -6",
        "{replicationFactor: 40000}    | kafka.replicationFactor must ",
        "{replicationFactor: three}    | kafka.replicationFactor must ",
        "{createTopics: perhaps}       | kafka.createTopics must ",
        "{properties: [a]}             | kafka.properties must ",
      })
  void refusesWrongValuesOfKafka(String section, String message) {
    assertRefused("kafka: " + section, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{securityProtocol: SSL, trustedFile: ca.pem, certificateFile: me.pem}",
        "{securityProtocol: SASL_SSL, trustedFile: ca.pem, username: a, passwordFile: b}",
        "{securityProtocol: SASL_SSL, saslMechanism: PLAIN, username: a, passwordFile: b}",
        "{securityProtocol: SASL_PLAINTEXT, saslMechanism: SCRAM-SHA-256, username: a, passwordFile: b}",
        "{securityProtocol: SASL_SSL, properties: {sasl.jaas.config: x}}",
      })
  void takesEachWayToLogInToKafka(String section) {
    assertThat(section)
        .startsWith(
            "{securityProtocol: %s,"
                .formatted(read("kafka: " + section).kafka().securityProtocol()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topics: {images: ''}                 | topics.images must not be empty",
        "topics: {anomalies: ' '}             | topics.anomalies must not be empty",
        "topics: {rejected: ''}               | topics.rejected must not be empty",
        "models: []                           | models must name at least one model",
        "models: [{}]                         | each of models must have a file",
        "models: [{file: ''}]                 | each of models must have a file",
        "models: [{file: a}, {devices: x}]    | each of models must have a file",
        "models: [{file: a, falseAlarmRate: low}] | models[0].falseAlarmRate must ",
        "models: [{file: a}, {file: b, rate: 1}]  | there is no key 'models[1].rate'; known here: [devices, falseAlarmRate, file, normalImage, shadow, shadowShare]",
        "models: parts.onnx                   | models must ",
        "modelUpdates: {interval: -PT1S}      | modelUpdates.interval must be 0s (off), or between 100ms and 30d; was -1s",
        "modelUpdates: {interval: often}      | modelUpdates.interval must ",
        "limits: {maxImageBytes: 0}           | limits.maxImageBytes must be between 1 and 268435455, was 0",
        "limits: {maxImageBytes: -1}          | limits.maxImageBytes must be between 1 and 268435455, was -1",
        "limits: {maxImageBytes: 3000000000}  | limits.maxImageBytes must ",
        "limits: {maxPixels: 0}               | limits.maxPixels must be positive, was 0",
        "limits: {maxImagesPerSecond: -0.5}   | limits.maxImagesPerSecond must not be negative, was -0.5",
        "limits: {maxImagesPerSecond: .nan}   | limits.maxImagesPerSecond must not be negative, was NaN",
        "canary: {interval: -PT1S}            | canary.interval must be 0s (off), or between 1s and 1d; was -1s",
        "canary: {timeout: PT0S}              | canary.timeout must be between 1s and 1d, was 0s",
        "canary: {timeout: -PT1S}             | canary.timeout must be between 1s and 1d, was -1s",
        "canary: {interval: PT10S}            | canary.timeout must be at most canary.interval (10s), was 30s",
        "metrics: {devices: -1}               | metrics.devices must not be negative, was -1",
        "metrics: {groups: -1}                | metrics.groups must not be negative, was -1",
        "metrics: {deviceGroup: '.*'}         | metrics.deviceGroup must hold a parenthesis, as in '([^-]*).*'; was '.*'",
        "metrics: {deviceGroup: '(?:a).*'}    | metrics.deviceGroup must hold a parenthesis",
        "metrics: {deviceGroup: '('}          | metrics.deviceGroup must ",
        "http: {port: -1}                     | http.port must be between 0 and 65535, was -1",
        "http: {port: 65536}                  | http.port must be between 0 and 65535, was 65536",
        "http: {port: web}                    | http.port must ",
        "http: {host: a, hots: b}             | there is no key 'http.hots'; known here: [host, port, publicUrl]",
        "http: {publicUrl: kizuki.example}    | http.publicUrl must be an address such as",
        "http: {publicUrl: 'https://a/'}      | http.publicUrl must be an address such as",
        "incidents: {images: 65}              | incidents.images must be between 1 and 64, was 65",
        "incidents: {anomalies: 2}            | incidents.anomalies must be between 1 and incidents.images (1)",
        "incidents: {clearBelow: 1.1}         | incidents.clearBelow must be above 0 and at most 1",
        "incidents: {clearAfter: 10ms}        | incidents.clearAfter must be",
        "incidents: {floodDevices: 1}         | incidents.floodDevices must be 0 or at least 2, was 1",
        "incidents: {maxShelve: 1s}           | incidents.maxShelve must be",
        "cameras: {limits: {darkBelow: 300}}  | cameras.limits.darkBelow must be between 0 and 255, was 300",
        "cameras: {limits: {burnin: 3}}       | there is no key 'cameras.limits.burnin'",
        "cameras: {groups: [{devices: a}]}    | each of cameras.groups must have devices and limits",
        "cameras: {groups: [{devices: a, limits: {burnIn: 1}}]} | cameras.groups[0].limits.burnIn must be",
        "console: {userHeader: X-User}        | console.userHeader and console.proxySecretFile must be",
      })
  void refusesWrongValuesOfTheOtherSections(String yaml, String message) {
    assertRefused(yaml, message);
  }

  @Test
  void aCanaryNeedsATopicForItsVerdict() {
    assertRefused(
        "mqtt: {anomalies: ''}\ncanary: {interval: PT1M}", "canary.interval needs mqtt.anomalies");
    assertThat(read("mqtt: {anomalies: ''}").canary().isOn()).isFalse();
    assertThat(read("canary: {interval: PT30S}").canary().isOn()).isTrue();
  }

  @Test
  void takesTheLimitsOfEachRange() {
    assertThat(read("mqtt: {receiveMaximum: 1}").mqtt().receiveMaximum()).isEqualTo(1);
    assertThat(read("mqtt: {receiveMaximum: 65535}").mqtt().receiveMaximum()).isEqualTo(65535);
    assertThat(read("http: {port: 0}").http().port()).isZero();
    assertThat(read("http: {port: 65535}").http().port()).isEqualTo(65535);
    assertThat(read("modelUpdates: {interval: PT0S}").modelUpdates().interval()).isZero();
    assertThat(read("metrics: {devices: 0, groups: 0}").metrics().devices()).isZero();
    assertThat(read("limits: {maxImageBytes: 1, maxPixels: 1}").limits().maxPixels()).isEqualTo(1);
  }

  @Test
  void zeroThreadsAreOneForEachProcessor() {
    assertThat(read("kafka: {threads: 0}").kafka().streamThreads())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(read("kafka: {threads: 3}").kafka().streamThreads()).isEqualTo(3);
  }

  @Test
  void theLimitsOfDecodingAreThoseOfTheConfiguration() {
    assertThat(read("limits: {maxImageBytes: 7, maxPixels: 8}").limits().image())
        .isEqualTo(new ImageLimits(7, 8));
  }

  @Test
  void theModelsOfAConfigurationCannotBeChanged() {
    assertThatThrownBy(() -> read("").models().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> read("").kafka().properties().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aPageThatOthersReachNeedsTokensOrAProxy() {
    assertRefused(
        "http: {host: 0.0.0.0}\nconsole: {enabled: true}",
        "console.viewTokenFile must name a file with tokens");
  }
}
