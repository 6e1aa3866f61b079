package dev.kizuki.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.config.BrokerAddress.Transport;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp://broker:1884          | tcp://broker:1884",
        "tcp://broker               | tcp://broker:1883",
        "mqtt://broker/             | tcp://broker:1883",
        "MQTT://Broker              | tcp://Broker:1883",
        "ssl://broker               | ssl://broker:8883",
        "mqtts://broker             | ssl://broker:8883",
        "ws://broker                | ws://broker:80/mqtt",
        "wss://broker               | wss://broker:443/mqtt",
        "wss://broker:8443/a/b?x=%20| wss://broker:8443/a/b?x=%20",
        "tcp://[::1]                | tcp://[::1]:1883",
        "ssl://[2001:db8::1]:8884   | ssl://[2001:db8::1]:8884",
        "tcp://my_broker:1883       | tcp://my_broker:1883",
        "mqtt://my_broker           | tcp://my_broker:1883",
        "tcp://10.0.0.7             | tcp://10.0.0.7:1883",
      })
  void readsSchemeHostPortAndPath(String given, String whole) {
    assertThat(BrokerAddress.of(URI.create(given))).hasToString(whole);
  }

  @Test
  void anIpV6AddressHasNoBrackets() {
    BrokerAddress address = BrokerAddress.of(URI.create("tcp://[::1]:1883"));
    assertThat(address.host()).isEqualTo("::1");
    assertThat(address.transport()).isEqualTo(Transport.TCP);
  }

  @Test
  void tlsIsKnownByTheScheme() {
    assertThat(BrokerAddress.of(URI.create("mqtts://broker")).isSecure()).isTrue();
    assertThat(BrokerAddress.of(URI.create("wss://broker")).isSecure()).isTrue();
    assertThat(BrokerAddress.of(URI.create("ws://broker")).isSecure()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssl://my_broker:8883", "ws://my_broker", "wss://my_broker"})
  void anUnderscoreNeedsPlainTcp(String broker) {
    assertThatThrownBy(() -> BrokerAddress.of(URI.create(broker)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("my_broker");
  }

  @Test
  void aPasswordInTheAddressIsNotRepeated() {
    assertThatThrownBy(() -> BrokerAddress.of(URI.create("tcp://user:secret@broker:1883")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mqtt.username")
        .message()
        .doesNotContain("secret");
  }
}
