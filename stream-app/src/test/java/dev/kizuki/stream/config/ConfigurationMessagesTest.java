package dev.kizuki.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each message about a wrong file or variable names the place and the remedy in plain words. */
class ConfigurationMessagesTest {
  private static final String ONE_MODEL = "models: [{file: a.onnx}]\n";

  private static Configuration read(String yaml, Map<String, String> environment) {
    return ConfigurationReader.read(yaml, "kizuki.yaml", environment);
  }

  private static String message(String yaml, Map<String, String> environment) {
    try {
      read(yaml, environment);
    } catch (ConfigurationException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("was accepted: " + yaml);
  }

  private static String message(String yaml) {
    return message(yaml, Map.of());
  }

  @Test
  void aKeyThatIsThereTwiceIsRefusedWithBothLines() {
    assertThat(message("mqtt:\n  clientId: a\n  keepAlive: 5s\n  clientId: b\n" + ONE_MODEL))
        .isEqualTo("kizuki.yaml, line 4: 'mqtt.clientId' is there already, in line 2. Keep one");
    assertThat(message("mqtt: {clientId: a, clientId: a}\n" + ONE_MODEL))
        .contains("line 1: 'mqtt.clientId' is there already, in line 1");
  }

  @Test
  void aSectionThatIsThereTwiceIsRefusedWithBothLines() {
    assertThat(message("mqtt:\n  clientId: a\nhttp:\n  port: 1\nmqtt:\n  keepAlive: 5s\n"))
        .isEqualTo("kizuki.yaml, line 5: 'mqtt' is there already, in line 1. Keep one");
    assertThat(message("models: [{file: a}]\nmodels: [{file: b}]\n"))
        .contains("line 2: 'models' is there already, in line 1");
    assertThat(message("mqtt:\nmqtt:\n" + ONE_MODEL)).contains("line 2: 'mqtt' is there already");
  }

  @Test
  void aKeyThatIsThereTwiceInAListOrMapIsRefused() {
    assertThat(message("models:\n  - file: a\n    devices: x\n    file: b\n"))
        .contains("line 4: 'models[0].file' is there already, in line 2");
    assertThat(message("kafka:\n  properties:\n    a: 1\n    a: 2\n" + ONE_MODEL))
        .contains("line 4: 'kafka.properties.a' is there already, in line 3");
    assertThat(message("", Map.of("KIZUKI_MODELS", "[{file: a, file: b}]")))
        .isEqualTo(
            "The environment variable KIZUKI_MODELS, line 1: '[0].file' is there already, in line 1."
                + " Keep one");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(message(ONE_MODEL + "---\nmqtt: {clientId: b}\n"))
        .startsWith("kizuki.yaml, line 3: a second YAML document begins here");
    assertThat(read("---\n" + ONE_MODEL, Map.of()).models()).hasSize(1);
  }

  @Test
  void anAliasIsRefused() {
    assertThat(message("mqtt:\n  username: &me a\n  clientId: *me\n" + ONE_MODEL))
        .startsWith("kizuki.yaml, line 3: '*me' is a YAML alias, which is not supported");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello            | the configuration must begin with a section such as 'mqtt:', was 'hello'",
        "[a, b]           | the configuration must begin with a section such as 'mqtt:', was a list",
        "'mqtt: tcp://a:1'  | line 1: mqtt must hold keys, each in a line of its own that is indented, as in 'key: value', was 'tcp://a:1'",
        "'mqtt: [a]'      | line 1: mqtt must hold keys, each in a line of its own that is indented, as in 'key: value', was a list",
        "models: parts.onnx | line 1: models must be a list, as in [{file: parts.onnx}], was 'parts.onnx'",
        "models: [a.onnx] | line 1: models[0] must hold keys, each in a line of its own that is indented, as in 'key: value', was 'a.onnx'",
        "kafka: {properties: a} | line 1: kafka.properties must be a map, as in {client.rack: r1}, was 'a'",
        "http: {port: web} | line 1: http.port must be a whole number, was 'web'",
        "http: {port: ''} | line 1: http.port must be a whole number, was ''",
        "http: {port: 80.5} | line 1: http.port must be a whole number, was '80.5'",
        "http: {port: -99999999999} | line 1: http.port must be a whole number of at least -2147483648, was '-99999999999'",
        "http: {port: 99999999999} | line 1: http.port must be a whole number of at most 2147483647, was '99999999999'",
        "kafka: {replicationFactor: 40000} | line 1: kafka.replicationFactor must be a whole number of at most 32767, was '40000'",
        "limits: {maxImagesPerSecond: fast} | line 1: limits.maxImagesPerSecond must be a number, was 'fast'",
        "'limits: {maxImagesPerSecond: \"0,5\"}' | limits.maxImagesPerSecond must be a number with a decimal point, was '0,5'",
        "kafka: {createTopics: yes} | line 1: kafka.createTopics must be true or false, was 'yes'",
        "mqtt: {username: [a]} | line 1: mqtt.username must be one text, was a list",
        "mqtt: {keepAlive: soon} | line 1: mqtt.keepAlive must be a duration such as 30s, 5m, 1h30m, 7d or 500ms, was 'soon'",
        "mqtt: {keepAlive: 30} | line 1: mqtt.keepAlive needs a unit, as in 30s for seconds or 30m for minutes; was '30'",
        "mqtt: {keepAlive: {a: 1}} | line 1: mqtt.keepAlive must be a duration such as 30s, was a map",
        "mqtt: {broker: 'tcp://a b:1'} | line 1: mqtt.broker must be an address such as tcp://HOST:PORT, was 'tcp://a b:1'",
        "metrics: {deviceGroup: '('} | line 1: metrics.deviceGroup must be a regular expression (Unclosed group), was '('",
        "models: [{file: a, falseAlarmRate: 1.5}] | line 1: models: falseAlarmRate must be above 0 and below 1, was 1.5",
      })
  void aWrongTypeIsSaidInPlainWords(String yaml, String expected) {
    boolean whole = yaml.contains("models") || !yaml.contains(":");
    assertThat(message(whole ? yaml : yaml + "\n" + ONE_MODEL))
        .startsWith("kizuki.yaml")
        .endsWith(expected);
  }

  @Test
  void aValueKeepsTheTextThatTheUserWrote() {
    Configuration read =
        read(
            "mqtt: {username: 007, clientId: 1e3}\n"
                + "kafka: {properties: {a: 010, b: true, c: 1.50}}\n"
                + ONE_MODEL,
            Map.of());
    assertThat(read.mqtt().username()).isEqualTo("007");
    assertThat(read.mqtt().clientId()).isEqualTo("1e3");
    assertThat(read.kafka().properties())
        .containsEntry("a", "010")
        .containsEntry("b", "true")
        .containsEntry("c", "1.50");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt:\\n\\tclientId: a | line 2 | the line begins with a tab. Indent it with spaces",
        "mqtt:\\n  clientId: a\\n\\tkeepAlive: 5s | line 3 | the line begins with a tab",
        "mqtt:\\n  images: {device}/images | line 2 | put the value in quotes: '{device}/images'",
        "models:\\n  - file: a\\n    devices: *-left | line 3 | put it in quotes",
        "models:\\n  - file: a\\n    devices: * | line 3 | put the value in quotes: '*'",
        "mqtt:\\n  username: @me | line 2 | put the value in quotes: '@me'",
        "mqtt:\\n  username: %me | line 2 | put the value in quotes: '%me'",
        "mqtt:\\n  trustedFile: \"C:\\certs\\ca.pem\" | line 2 | Put the value in single quotes",
        "mqtt:\\n  clientId:\u00a0a\\n  keepAlive: 5s | line 2 | no-break space",
        "mqtt:\\n  keepAlive: 5s\\n  clientId:\u00a0a\\n | line 3 | no-break space",
        "mqtt:\\n  clientId： a | line 1 | with ':', not with a full-width colon",
        "mqtt:\\n  clientId:a | line 1 | with a space after ':'",
        "mqtt:\\n    clientId: a\\n  keepAlive: 5s | line 3 | Keys of one section begin in one column",
        "mqtt: [ | line 3 | the bracket that begins in line 1 is not closed",
        "mqtt: {clientId: a | line 2 | the bracket that begins in line 1 is not closed",
        "mqtt:\\n  username: 'a | line 4 | the quote that begins in line 2 is not closed",
        "mqtt: tcp: a | line 1 | put a value with ': ' in quotes",
        "mqtt:\\n  username: a\u0007b | line 2 | the character U+0007 is not allowed",
        "models:\\n  -\\n | line 2 | the entry models[0] is empty",
      })
  void aMistakeInYamlIsSaidWithItsLineAndRemedy(String yaml, String line, String remedy) {
    String lines = yaml.replace("\\n", "\n").replace("\\t", "\t") + "\n";
    String text = lines.contains("models") ? lines : lines + ONE_MODEL;
    String message = message(text);
    assertThat(message).startsWith("kizuki.yaml").contains(line).contains(remedy);
    assertThat(message.lines()).hasSize(1);
    assertThat(message).doesNotContain("Source").doesNotContain("tools.jackson");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt:\\n  client-id: a | line 2: there is no key 'mqtt.client-id'; known here: [actions, anomalies, | Did you mean 'mqtt.clientId'?",
        "mqtt:\\nbroker: tcp://a:1 | line 2: there is no key 'broker'; known here: [cameras, canary, | Did you mean 'mqtt.broker'?",
        "mqtt.broker: tcp://a:1 | line 1: there is no key 'mqtt.broker' | Did you mean 'mqtt:', and in the next line, indented, 'broker:'?",
        "MQTT: {clientId: a} | line 1: there is no key 'MQTT' | Did you mean 'mqtt'?",
        "mqtt: {brokr: a} | line 1: there is no key 'mqtt.brokr' | known here: [actions, anomalies, broker,",
      })
  void anUnknownKeyIsSaidWithItsLineAndAKeyThatMayBeMeant(
      String yaml, String message, String meant) {
    assertThat(message(yaml.replace("\\n", "\n") + "\n" + ONE_MODEL))
        .startsWith("kizuki.yaml, ")
        .contains(message)
        .contains(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KIZUKI_MQTT_KEEP_ALIVE | soon | mqtt.keepAlive must be a duration",
        "KIZUKI_MQTT_KEEP_ALIVE | 200ms | mqtt.keepAlive must be between 1s and",
        "KIZUKI_HTTP_PORT | web | http.port must be a whole number, was 'web'",
        "KIZUKI_HTTP_PORT | '' | http.port must be a whole number, was ''",
        "KIZUKI_HTTP_PORT | 70000 | http.port must be between 0 and 65535, was 70000",
        "KIZUKI_MQTT_BROKER | localhost | mqtt.broker must be tcp://HOST:PORT",
        "KIZUKI_KAFKA_CREATE_TOPICS | 1 | kafka.createTopics must be true or false, was '1'",
        "KIZUKI_KAFKA_PROPERTIES | a=b | kafka.properties must be a map, as in {client.rack: r1}, was 'a=b'",
        "KIZUKI_MODELS | parts.onnx | models must be a list, as in [{file: parts.onnx}], was 'parts.onnx'",
        "KIZUKI_MODELS | '' | models must name at least one model",
        "KIZUKI_MODELS | [{file: a, device: x}] | there is no key 'models[0].device'",
        "KIZUKI_MODELS | [{devices: x}] | each of models must have a file",
        "KIZUKI_METRICS_DEVICE_GROUP | ( | metrics.deviceGroup must be a regular expression",
      })
  void aWrongValueOfAVariableIsBlamedOnTheVariable(String variable, String value, String message) {
    assertThat(
            message(
                "mqtt: {keepAlive: 5s, broker: 'tcp://a:1'}\nhttp: {port: 1}\n" + ONE_MODEL,
                Map.of(variable, value)))
        .startsWith("The environment variable %s: ".formatted(variable))
        .contains(message)
        .doesNotContain("kizuki.yaml");
  }

  @Test
  void aWrongValueOfTheFileIsNotBlamedOnAVariable() {
    assertThat(
            message("mqtt:\n  keepAlive: soon\n" + ONE_MODEL, Map.of("KIZUKI_HTTP_PORT", "8080")))
        .startsWith("kizuki.yaml, line 2: mqtt.keepAlive");
    assertThat(message("http: {port: 70000}\n" + ONE_MODEL, Map.of("KIZUKI_HTTP_HOST", "0.0.0.0")))
        .startsWith("kizuki.yaml, line 1: http.port");
  }

  @Test
  void valuesThatDoNotFitAreBlamedOnAllTheirPlaces() {
    String yaml = "mqtt:\n  broker: tcp://a:1\n  trustedFile: ca.pem\n" + ONE_MODEL;
    assertThat(message(yaml))
        .startsWith("kizuki.yaml, lines 2 and 3: mqtt.trustedFile and mqtt.certificateFile need");
    assertThat(message(yaml, Map.of("KIZUKI_MQTT_TRUSTED_FILE", "ca.pem")))
        .startsWith(
            "kizuki.yaml, line 2, and the environment variable KIZUKI_MQTT_TRUSTED_FILE: "
                + "mqtt.trustedFile and");
    assertThat(
            message(
                "canary: {interval: 10s}\n" + ONE_MODEL,
                Map.of("KIZUKI_CANARY_TIMEOUT", "1m", "KIZUKI_CANARY_INTERVAL", "5s")))
        .isEqualTo(
            "The environment variable KIZUKI_CANARY_TIMEOUT and KIZUKI_CANARY_INTERVAL: canary.timeout"
                + " must be at most canary.interval (5s), was 1m");
  }

  @Test
  void aMistakeInAVariableThatHoldsYamlIsBlamedOnTheVariable() {
    assertThat(message(ONE_MODEL, Map.of("KIZUKI_KAFKA_PROPERTIES", "{a: b")))
        .startsWith("The environment variable KIZUKI_KAFKA_PROPERTIES is not valid YAML");
  }

  @ParameterizedTest
  @CsvSource({
    "keepAlive, 1s",
    "keepAlive, 65535s",
    "sessionExpiry, 4294967295s",
    "sessionExpiry, 1s"
  })
  void takesTheLimitsOfMqtt(String key, String value) {
    assertThat(read("mqtt: {%s: %s}\n%s".formatted(key, value, ONE_MODEL), Map.of()).mqtt())
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt: {keepAlive: 200ms} | mqtt.keepAlive must be between 1s and 18h12m15s, was 200ms",
        "mqtt: {keepAlive: PT0.2S} | mqtt.keepAlive must be between 1s and 18h12m15s, was 200ms",
        "mqtt: {keepAlive: 24h} | mqtt.keepAlive must be between 1s and 18h12m15s, was 1d",
        "mqtt: {keepAlive: 65536s} | mqtt.keepAlive must be between 1s and 18h12m15s, was 18h12m16s",
        "mqtt: {keepAlive: 1500ms} | mqtt.keepAlive must be whole seconds, was 1s500ms",
        "mqtt: {sessionExpiry: 73000d} | mqtt.sessionExpiry must be between 1s and 49710d6h28m15s, was 73000d",
        "mqtt: {sessionExpiry: P73000D} | mqtt.sessionExpiry must be between 1s and 49710d6h28m15s, was 73000d",
        "mqtt: {sessionExpiry: 4294967296s} | mqtt.sessionExpiry must be between 1s and",
        "mqtt: {sessionExpiry: 1.5s} | mqtt.sessionExpiry must be whole seconds, was 1s500ms",
        "modelUpdates: {interval: 1ms} | modelUpdates.interval must be 0s (off), or between 100ms and 30d; was 1ms",
        "modelUpdates: {interval: 150000d} | modelUpdates.interval must be 0s (off), or between 100ms and 30d; was 150000d",
        "canary: {interval: 150000d} | canary.interval must be 0s (off), or between 1s and 1d; was 150000d",
        "canary: {interval: 10ms, timeout: 10ms} | canary.interval must be 0s (off), or between 1s and 1d; was 10ms",
        "canary: {timeout: 150000d} | canary.timeout must be between 1s and 1d, was 150000d",
        "limits: {maxImagesPerSecond: .inf} | limits.maxImagesPerSecond must be a number, or 0 for no limit; was Infinity",
        "limits: {maxImageBytes: 2147483647} | limits.maxImageBytes must be between 1 and 268435455, was 2147483647",
        "mqtt: {images: 'kizuki/canary/images/{device}/0'} | mqtt.images, mqtt.anomalies, mqtt.incidents and mqtt.actions must not begin with kizuki/canary/",
        "mqtt: {anomalies: 'kizuki/canary/{device}'} | must not begin with kizuki/canary/",
        "kafka: {threads: 100000} | kafka.threads must be at most 1000, was 100000",
        "kafka: {replicationFactor: 0} | kafka.replicationFactor must be positive, or -1 for the broker's default; was 0",
        "topics: {images: 'my images'} | topics.images must be at most 249 letters, digits, '.', '_' and '-', was 'my images'",
        "topics: {scores: '..'} | topics.scores must be at most 249 letters",
        "topics: {images: anomalies} | topics.images and topics.anomalies must be different topics, both are 'anomalies'",
        "topics: {scores: rejected-images} | topics.scores and topics.rejected must be different topics",
      })
  void refusesWhatWouldFailLater(String yaml, String message) {
    assertThat(message(yaml + "\n" + ONE_MODEL))
        .startsWith("kizuki.yaml, line 1: ")
        .contains(message);
  }

  @Test
  void readsDurationsAsPeopleWriteThem() {
    Configuration read =
        read(
            """
            mqtt: {sessionExpiry: 2 days, keepAlive: 30s}
            canary: {interval: 1m, timeout: 1500ms}
            modelUpdates: {interval: 0}
            """
                + ONE_MODEL,
            Map.of("KIZUKI_MQTT_KEEP_ALIVE", "1m30s"));
    assertThat(read.mqtt().sessionExpiry()).isEqualTo(Duration.ofDays(2));
    assertThat(read.mqtt().keepAlive()).isEqualTo(Duration.ofSeconds(90));
    assertThat(read.canary().timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(read.modelUpdates().interval()).isZero();
  }

  @Test
  void withoutAFileTheEnvironmentIsBlamed() {
    assertThatThrownBy(() -> ConfigurationReader.readOrEnvironment(null, Map.of()))
        .hasMessageStartingWith("the environment: models must name at least one model");
  }
}
