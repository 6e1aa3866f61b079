package dev.kizuki.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The entries of webhooks. */
class WebhookTest {
  private static List<Webhook> webhooks(String entries) {
    return ConfigurationReader.read(
            "models: [{file: a.onnx}]\nwebhooks: [" + entries + "]", "test.yaml", Map.of())
        .webhooks();
  }

  @Test
  void anEntryNeedsANameAndAnAddress() {
    Webhook hook = webhooks("{name: chat, url: \"https://chat.example/a\"}").get(0);
    assertThat(hook.template()).isNull();
    assertThat(hook.kinds()).isEmpty();
    assertThat(hook.events()).containsExactly("raised");
    assertThat(hook.headers()).isEmpty();
    assertThat(hook.timeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{url: 'http://a'}                            | must have a name",
        "{name: 'a b', url: 'http://a'}               | must have a name",
        "{name: a}                                    | url of 'a' must begin with http://",
        "{name: a, url: ftp://a}                      | url of 'a' must begin with http://",
        "{name: a, url: 'http://a', kinds: [blind]}   | kinds of 'a' may hold [anomaly,",
        "{name: a, url: 'http://a', events: [seen]}   | events of 'a' may hold [raised,",
        "{name: a, url: 'http://a', events: []}       | events of 'a' must not be empty",
        "{name: a, url: 'http://a', timeout: 1h}      | timeout must be between",
        "{name: a, url: 'http://a'}, {name: a, url: 'http://b'} | a name of its own",
      })
  void refusesAWrongEntry(String entries, String message) {
    assertThatThrownBy(() -> webhooks(entries))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("webhooks")
        .hasMessageContaining(message);
  }

  @Test
  void theNamesAreThoseOfIncidents() {
    assertThat(Webhook.KINDS)
        .isEqualTo(Arrays.stream(IncidentKind.values()).map(WebhookTest::json).toList());
    assertThat(Webhook.EVENTS)
        .isEqualTo(
            Arrays.stream(IncidentChange.values())
                .map(change -> change.eventType().replace("dev.kizuki.incident.", ""))
                .toList());
  }

  private static String json(IncidentKind kind) {
    return new String(IncidentJson.write(kind), StandardCharsets.UTF_8).replace("\"", "");
  }
}
