package dev.kizuki.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The topics of images and alerts, as people write them. */
class MqttTopicsTest {
  private static final String ONE_MODEL = "\nmodels: [{file: a.onnx}]\n";

  private static MqttConfiguration mqtt(String section) {
    return ConfigurationReader.read("mqtt: {" + section + "}" + ONE_MODEL, "test.yaml", Map.of())
        .mqtt();
  }

  private static void assertRefused(String section, String... messages) {
    assertThatThrownBy(() -> mqtt(section))
        .as(section)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("test.yaml")
        .hasMessageContainingAll(messages);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "devices/images",
        "devices/device/images",
        "devices/x{device}/images",
        "devices/{device}x/images",
        "devices/{device}/{device}",
        "devices/{device}/x{device}",
        "devices/+/images",
        "#",
        "{device}/#/images",
        "{device}/a+",
      })
  void refusesATopicOfImagesThatDoesNotNameOneDevice(String topic) {
    assertRefused("images: '%s'".formatted(topic), "mqtt.images");
    assertRefused("images: [{topic: '%s'}]".formatted(topic), "mqtt.images");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{device}",
        "{device}/images",
        "images/{device}",
        "/{device}",
        "{site}/{line}/{device}/image",
        "{site}/{line}/{camera}/image",
        "plant/+/{device}/images/#",
        "+/{device}/images",
        "devices/{device}/#",
      })
  void oneTopicIsTakenAsText(String topic) {
    assertThat(
            mqtt("images: '%s', anomalies: 'alerts/of/any/{device}/at/all', incidents: ''"
                    .formatted(topic))
                .images())
        .containsExactly(ImageSubscription.of(topic));
  }

  @Test
  void severalTopicsAreAList() {
    MqttConfiguration mqtt =
        mqtt(
            """
            images: [
              'cameras/{device}/image',
              {topic: camera7/snapshot, device: hall1/camera7},
              {topic: 'gateway/+/json', payload: json,
               fields: {image: /data/img, device: id, sequence: n, capturedAt: ts}},
              {topic: 'web/{device}', payload: data-uri},
              {topic: 'text/{device}', payload: base64},
              {topic: 'raw/{device}', payload: image}]
            """);
    assertThat(mqtt.images())
        .containsExactly(
            ImageSubscription.of("cameras/{device}/image"),
            new ImageSubscription("camera7/snapshot", "hall1/camera7", null, null),
            new ImageSubscription(
                "gateway/+/json",
                null,
                PayloadKind.JSON,
                new EnvelopeFields("/data/img", "id", "n", "ts")),
            new ImageSubscription("web/{device}", null, PayloadKind.DATA_URI, null),
            new ImageSubscription("text/{device}", null, PayloadKind.BASE64, null),
            new ImageSubscription("raw/{device}", null, PayloadKind.IMAGE, null));
    assertThat(mqtt.images().get(0).payloadKind()).isEqualTo(PayloadKind.IMAGE);
    assertThat(mqtt.images().get(1).deviceTopic().device("camera7/snapshot"))
        .contains("hall1/camera7");
  }

  @Test
  void oneEntryNeedsNoList() {
    assertThat(mqtt("images: {topic: a/b, device: c, payload: base64}").images())
        .containsExactly(new ImageSubscription("a/b", "c", PayloadKind.BASE64, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{device}/in                                    | {device}/in",
        "[{topic: a/b, device: c, payload: json}]       | a/b",
        "[\"a/{device}\"]                               | a/{device}",
      })
  void theEnvironmentHoldsATextOrAList(String value, String topic) {
    Configuration configuration =
        ConfigurationReader.read(
            "", "test", Map.of("KIZUKI_MQTT_IMAGES", value, "KIZUKI_MODELS", "[{file: a.onnx}]"));
    assertThat(configuration.mqtt().images())
        .extracting(ImageSubscription::topic)
        .containsExactly(topic);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                         | mqtt.images must hold at least one topic",
        "[{device: a}]                              | each entry of mqtt.images must have a topic",
        "[{topic: a/b}]                             | must have a 'device'; was 'a/b'",
        "[{topic: '$share/g/{device}'}]             | mqtt.sharedGroup",
        "[{topic: 'a/{device}', device: b}]         | the entry must not have a 'device'",
        "[{topic: a, device: 'b/+'}]                | 'device' must be a name without + and #",
        "[{topic: a, device: ''}]                   | 'device' must be a name without + and #",
        "[{topic: a, device: 'b//c'}]               | 'device' must be a name without + and #",
        "[{topic: 'a/{device}', payload: jpeg}]     | mqtt.images[0].payload",
        "[{topic: 'a/{device}', playload: json}]    | there is no key 'mqtt.images[0].playload'; known here: [device, fields, payload, topic]",
        "[{topic: 'a/{device}', fields: {image: b}}] | 'fields' need 'payload: json'",
        "[{topic: 'a/{device}', payload: json, fields: {image: ''}}] | fields.image must be a name or a JSON pointer",
        "[{topic: 'a/{device}', payload: json, fields: {image: '/a~2'}}] | fields.image must be a name or a JSON pointer",
        "[{topic: a, device: b, payload: json, fields: {device: c}}]  | only one of 'device' and 'fields.device'",
      })
  void refusesAnEntryThatCannotBeMeant(String images, String message) {
    assertRefused("images: " + images, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'a/{device}', 'a/{camera}'",
        "'a/{device}/x', 'a/#', ",
        "'+/{device}/x', {topic: a/b/x, device: c}",
        "{topic: a, device: b}, {topic: a, device: b}",
        "'{device}/#', 'b/{device}'",
      })
  void refusesTopicsThatOverlap(String images) {
    assertRefused(
        "images: [%s]".formatted(images.replace("'a/#'", "{topic: 'a/#', device: d}")), "overlap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'plant/{device}/#'               | plant/{device}/anomalies",
        "'{device}/#'                     | alerts/{device}",
        "'alerts/{site}/{line}/{device}'  | alerts/{device}",
        "'alerts/{device}'                | alerts/{device}",
        "{topic: a/b/c, device: b/c}      | a/{device}",
      })
  void refusesTopicsOfImagesThatMatchTheAlerts(String images, String anomalies) {
    assertRefused(
        "images: [%s], anomalies: '%s'".formatted(images, anomalies),
        "also matches mqtt.anomalies");
  }

  @Test
  void alertsOfNamesWithSeveralPartsHaveMoreLevels() {
    // alerts/of/+/+/+ has five levels, the images have three
    assertThat(mqtt("images: '{site}/{line}/{device}', anomalies: 'alerts/of/{device}'").images())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alerts",
        "alerts/x{device}",
        "alerts/{device}/{device}",
        "alerts/{device}/#",
        "+/{device}",
        "{site}/{device}/alerts",
        "{camera}/alerts",
      })
  void refusesATopicOfAlertsThatDoesNotNameTheDevice(String topic) {
    assertRefused("anomalies: '%s'".formatted(topic), "mqtt.anomalies");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'{site}/{line}/{device}/image' | {site}/{line}/{device}/anomalies | h/l/c/anomalies",
        "'{site}/{line}/{device}/image' | alerts/of/{line}/{device}/{site} | alerts/of/l/c/h",
        "'{site}/{line}/{device}/image' | devices/{device}/anomalies       | devices/h/l/c/anomalies",
        "'{a}/{b}/{c}/image', {topic: s, device: x/y/z} | {a}/{b}/{c}/no   | h/l/c/no",
        "'{camera}/{line}/{site}/image' | alerts/of/{device}               | alerts/of/h/l/c",
      })
  void alertsUseThePartsOfTheDevicesName(String images, String anomalies, String topic) {
    MqttConfiguration mqtt = mqtt("images: [%s], anomalies: '%s'".formatted(images, anomalies));
    assertThat(mqtt.alertTopic().of("h/l/c")).isEqualTo(topic);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'{site}/{line}/{device}/image' | {site}/{device}/anomalies",
        "'{site}/{line}/{device}/image' | {site}/{hall}/{device}/anomalies",
        "'{site}/{line}/{camera}/image' | {camera}/anomalies",
        "'{a}/{b}/x', '{b}/{a}/y'       | {a}/{b}/z",
        "'{a}/{b}/x', {topic: s, device: c} | {a}/{b}/z",
      })
  void refusesAlertsWithOtherParts(String images, String anomalies) {
    assertRefused("images: [%s], anomalies: '%s'".formatted(images, anomalies), "mqtt.anomalies");
  }

  @Test
  void canariesMustNotBeTakenForImages() {
    String section = "images: '{site}/{line}/{device}', anomalies: 'alerts/of/{device}'";
    assertThat(mqtt(section).images()).hasSize(1);
    String yaml = "mqtt: {" + section + "}\ncanary: {interval: PT1M}" + ONE_MODEL;
    assertThatThrownBy(() -> ConfigurationReader.read(yaml, "test.yaml", Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("also matches the verdicts on canaries");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "incidents: devices/images             | mqtt.incidents",
        "incidents: 'devices/+/{device}'       | mqtt.incidents must not hold a wildcard",
        "incidents: 'devices/{device}/images'  | also matches mqtt.incidents",
        "incidents: 'devices/{device}/anomalies' | must be different topics",
        "actions: 'kizuki/{device}'            | mqtt.actions must be one topic without braces",
        "actions: 'kizuki/#'                   | mqtt.actions must be one topic without braces",
        "actions: devices/a/images             | also matches mqtt.actions",
        "actions: kizuki/canary/a              | mqtt.actions must not begin with kizuki/canary/",
      })
  void refusesWrongTopicsOfIncidentsAndActions(String section, String message) {
    assertRefused(section, message);
  }

  @Test
  void incidentsAndActionsHaveTopicsOfTheirOwn() {
    MqttConfiguration mqtt = mqtt("incidents: 'faults/{device}', actions: kizuki/actions");
    assertThat(mqtt.incidentTopic().of("line1/camera2")).isEqualTo("faults/line1/camera2");
    assertThat(mqtt.actions()).isEqualTo("kizuki/actions");
  }
}
