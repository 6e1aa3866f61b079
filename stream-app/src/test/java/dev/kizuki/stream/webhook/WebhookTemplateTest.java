package dev.kizuki.stream.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.TestIncidents;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of a webhook from a template, and the examples in deploy. */
class WebhookTemplateTest {
  private static final Path EXAMPLES = Path.of("../deploy/webhooks");
  private static final String PUBLIC_URL = "https://kizuki.example";
  private static final String EVIL = "a\",\"b\":\"\\{{x}}\n<script>";

  private static Map<String, Object> values(
      String publicUrl, IncidentChange change, Incident incident) {
    IncidentEvent event = TestIncidents.event(change, incident);
    return new WebhookValues(publicUrl).of(event, IncidentJson.write(event));
  }

  private static Map<String, Object> values(Incident incident) {
    return values(PUBLIC_URL, IncidentChange.RAISED, incident);
  }

  private static JsonNode render(WebhookTemplate template, Map<String, Object> values) {
    return new JsonMapper().readTree(template.render(values));
  }

  private static JsonNode render(String template, Map<String, Object> values) {
    return render(WebhookTemplate.of("t.json", template), values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slack.json", "teams.json", "ntfy.json", "alertmanager.json"})
  void eachExampleGivesJsonForEachKindOfIncident(String file) {
    WebhookTemplate template = WebhookTemplate.read(EXAMPLES.resolve(file));
    for (IncidentKind kind : IncidentKind.values()) {
      Incident incident = TestIncidents.of("a1", EVIL, kind);
      String text = render(template, values(incident)).toString();
      assertThat(text).contains("script").contains(TestIncidents.LINK + "a1");
      render(template, values("", IncidentChange.RAISED, incident));
    }
  }

  @Test
  void slackShowsThePictureAndTheLink() {
    JsonNode body =
        render(
            WebhookTemplate.read(EXAMPLES.resolve("slack.json")),
            values(TestIncidents.active("a1", "line1-a")));
    assertThat(body.get("text").asString())
        .isEqualTo("Anomalous images of line1-a, worst score 2.50");
    assertThat(body.at("/blocks/2/image_url").asString())
        .isEqualTo("https://kizuki.example/api/incidents/a1/image");
    assertThat(body.at("/blocks/3/elements/0/url").asString()).isEqualTo(TestIncidents.LINK + "a1");
  }

  @Test
  void alertmanagerGetsTheEndOfAClearedIncident() {
    WebhookTemplate template = WebhookTemplate.read(EXAMPLES.resolve("alertmanager.json"));
    JsonNode raised = render(template, values(TestIncidents.active("a1", "line1-a"))).get(0);
    assertThat(raised.get("startsAt").asString()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(raised.get("endsAt").asString()).isEqualTo("2026-01-03T03:04:05Z");
    JsonNode cleared =
        render(
                template,
                values(PUBLIC_URL, IncidentChange.CLEARED, TestIncidents.cleared("a1", "line1-a")))
            .get(0);
    assertThat(cleared.get("endsAt").asString()).isEqualTo("2026-01-02T03:05:35Z");
    assertThat(cleared.get("labels")).isEqualTo(raised.get("labels"));
  }

  @ParameterizedTest
  @EnumSource(IncidentKind.class)
  void eachKindHasASummary(IncidentKind kind) {
    assertThat(
            requireNonNull(values(TestIncidents.of("a1", "line1-a", kind)).get("summary"))
                .toString())
        .contains("line1-a");
  }

  @Test
  void aValueCannotChangeTheDocument() {
    JsonNode body = render("{\"d\": \"{{device}}\"}", values(TestIncidents.active("a1", EVIL)));
    assertThat(body.size()).isEqualTo(1);
    assertThat(body.get("d").asString()).isEqualTo(EVIL);
  }

  @Test
  void threeBracesGiveTheWholeEvent() {
    JsonNode body = render("{\"e\": {{{event}}}}", values(TestIncidents.active("a1", "line1-a")));
    assertThat(body.at("/e/data/incident/id").asString()).isEqualTo("a1");
  }

  @Test
  void anUnknownNameIsSaidWithTheTemplateAndTheLine() {
    assertThatThrownBy(
            () -> render("{\n\"a\": \"{{devise}}\"}", values(TestIncidents.active("a1", "b"))))
        .isInstanceOf(WebhookTemplate.TemplateException.class)
        .hasMessageContainingAll("t.json", "line 2", "devise", "device");
  }

  @Test
  void aResultThatIsNoJsonIsSaidWithTheTemplateAndThePlace() {
    assertThatThrownBy(
            () -> render("{\n\"a\": {{device}}}", values(TestIncidents.active("a1", "b"))))
        .isInstanceOf(WebhookTemplate.TemplateException.class)
        .hasMessageContainingAll("t.json", "line 2");
  }

  @Test
  void aTextThatIsNoTemplateStopsTheStart() {
    assertThatThrownBy(() -> WebhookTemplate.of("t.json", "{{#link}}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("t.json");
    assertThatThrownBy(() -> WebhookTemplate.read(EXAMPLES.resolve("missing.json")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("missing.json");
  }

  @Test
  void theEventIsTheOneOfKafka() {
    byte[] json = TestIncidents.json(IncidentChange.RAISED, TestIncidents.active("a1", "line1-a"));
    assertThat(values(TestIncidents.active("a1", "line1-a")).get("event"))
        .isEqualTo(new String(json, UTF_8));
  }
}
