package dev.kizuki.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceLinksTest {
  private static final String ONE_MODEL = "models: [{file: a.onnx}]\n";

  private static Configuration read(Map<String, String> environment) {
    return ConfigurationReader.read(ONE_MODEL, "test.yaml", environment);
  }

  @ParameterizedTest
  @CsvSource({
    "KIZUKI_SERVICE_HOST, 10.0.0.1",
    "KIZUKI_SERVICE_HOST, fd00:10:96::a",
    "KIZUKI_SERVICE_HOST, ::1",
    "KIZUKI_SERVICE_PORT, 8080",
    "KIZUKI_SERVICE_PORT_METRICS, 8080",
    "KIZUKI_SERVICE_PORT_HTTP_METRICS, 8080",
    "KIZUKI_PORT, tcp://10.0.0.1:8080",
    "KIZUKI_PORT, tcp://[fd00:10:96::a]:8080",
    "KIZUKI_PORT_8080_TCP, tcp://10.0.0.1:8080",
    "KIZUKI_PORT_8080_TCP_PROTO, tcp",
    "KIZUKI_PORT_8080_TCP_PORT, 8080",
    "KIZUKI_PORT_8080_TCP_ADDR, 10.0.0.1",
    "KIZUKI_PORT_53_UDP, udp://10.0.0.1:53",
    "KIZUKI_PORT_53_UDP_PROTO, udp",
    "KIZUKI_PORT_3868_SCTP, sctp://10.0.0.1:3868",
    "KIZUKI_BROKER_SERVICE_HOST, 10.0.0.2",
    "KIZUKI_MQTT_PORT, tcp://10.0.0.2:1883",
    "KIZUKI_MQTT_PORT_1883_TCP, tcp://10.0.0.2:1883",
    "KIZUKI_MQTT_SERVICE_PORT_MQTT_TLS, 8883",
    "KIZUKI_2_SERVICE_HOST, 10.0.0.3",
    "KIZUKI_MQTT_BROKER_SERVICE_HOST, 10.0.0.3",
  })
  void ignoresTheLinksOfKubernetes(String name, String value) {
    assertThat(ServiceLinks.isOne(name, value)).isTrue();
    assertThat(read(Map.of(name, value))).hasToString(read(Map.of()).toString());
  }

  @Test
  void aServiceCalledAsASectionDoesNotReplaceTheSetting() {
    Map<String, String> pod = new HashMap<>();
    pod.put("KIZUKI_HTTP_SERVICE_HOST", "10.0.0.1");
    pod.put("KIZUKI_HTTP_SERVICE_PORT", "80");
    pod.put("KIZUKI_HTTP_PORT", "tcp://10.0.0.1:80");
    assertThat(read(pod).http().port()).isEqualTo(8080);
  }

  @Test
  void theSettingOfThePortStillWorks() {
    assertThat(ServiceLinks.isOne("KIZUKI_HTTP_PORT", "9000")).isFalse();
    assertThat(read(Map.of("KIZUKI_HTTP_PORT", "9000")).http().port()).isEqualTo(9000);
  }

  @ParameterizedTest
  @CsvSource({
    "KIZUKI_HTPP_PORT, 8080",
    "KIZUKI_PORT, 8080",
    "KIZUKI_PORT, tcp://mosquitto:1883",
    "KIZUKI_PORT_HTTP, 8080",
    "KIZUKI_PORT_8080_TCP, 8080",
    "KIZUKI_PORT_8080_TLS, tcp://10.0.0.1:8080",
    "KIZUKI_SERVICE_HOST, mosquitto",
    "KIZUKI_SERVICE_PORT, http",
    "KIZUKI_SERVICE_PORTS, 8080",
    "KIZUKI_MQTT_HOST, 10.0.0.1",
    "KIZUKI_MQTT_BROKR, tcp://10.0.0.1:1883",
  })
  void stillRefusesATypo(String name, String value) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(name);
  }
}
