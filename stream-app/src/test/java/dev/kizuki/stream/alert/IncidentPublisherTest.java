package dev.kizuki.stream.alert;

import static dev.kizuki.stream.alert.AlertFixture.LONG;
import static dev.kizuki.stream.alert.AlertLog.FIRST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.TestIncidents;
import dev.kizuki.stream.metrics.AlertMetrics;
import dev.kizuki.stream.mqtt.Publication;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Incidents from Kafka to MQTT, both in memory. */
@Timeout(60)
class IncidentPublisherTest {
  private final AlertLog kafka = new AlertLog();
  private final AlertFixture mqtt = new AlertFixture();
  private final AlertMetrics metrics = TestModels.metrics(mqtt.registry).publishedIncidents();
  private final AlertPublisher publisher = mqtt.incidentPublisher(kafka, metrics);

  @AfterEach
  void close() {
    publisher.close();
  }

  private void start() {
    kafka.assignBoth();
    publisher.start();
  }

  private void append(IncidentChange change, Incident incident) {
    kafka.append(FIRST, incident.id(), TestIncidents.json(change, incident));
  }

  private List<Publication> published(int count) {
    await().atMost(LONG).until(() -> mqtt.broker.published().size() == count);
    return mqtt.broker.published();
  }

  private static List<String> activeIds(Publication publication) {
    List<String> ids = new ArrayList<>();
    data(publication).get("active").forEach(each -> ids.add(each.get("id").asString()));
    return ids;
  }

  private static JsonNode data(Publication publication) {
    return new JsonMapper().readTree(publication.payload()).get("data");
  }

  @Test
  void eachChangeIsRetainedAtTheTopicOfItsDevice() {
    start();
    append(IncidentChange.RAISED, TestIncidents.active("a1", "line1-a"));
    Publication sent = published(1).get(0);
    assertThat(sent.topic()).isEqualTo("devices/line1-a/incidents");
    assertThat(sent.isRetained()).isTrue();
    assertThat(sent.contentType()).isEqualTo("application/cloudevents+json");
    assertThat(data(sent).at("/incident/id").asString()).isEqualTo("a1");
    assertThat(mqtt.registry.get("kizuki.incidents.published").counter().count()).isEqualTo(1);
    assertThat(mqtt.publishedCount()).as("alerts").isZero();
  }

  @Test
  void theRetainedMessageNamesTheOtherActiveIncidentAfterOneCleared() {
    start();
    append(IncidentChange.RAISED, TestIncidents.of("dark", "line1-a", IncidentKind.DARK));
    append(IncidentChange.RAISED, TestIncidents.active("a1", "line1-a"));
    append(IncidentChange.RAISED, TestIncidents.active("b1", "line1-b"));
    append(IncidentChange.CLEARED, TestIncidents.cleared("a1", "line1-a"));
    append(IncidentChange.ACKNOWLEDGED, TestIncidents.cleared("b1", "line1-b"));
    List<Publication> sent = published(5);
    List<Publication> a =
        sent.stream().filter(each -> each.topic().equals("devices/line1-a/incidents")).toList();
    assertThat(a.stream().map(IncidentPublisherTest::activeIds))
        .containsExactly(List.of("dark"), List.of("a1", "dark"), List.of("dark"));
    assertThat(data(a.get(2)).at("/active/0/kind").asString()).isEqualTo("dark");
    assertThat(data(a.get(2)).at("/active/0/link").asString())
        .isEqualTo(TestIncidents.LINK + "dark");
  }

  @Test
  void afterARestartItKnowsTheIncidentsThatItPublishedBefore() {
    append(IncidentChange.RAISED, TestIncidents.active("old", "line1-a"));
    append(IncidentChange.RAISED, TestIncidents.of("dark", "line1-a", IncidentKind.DARK));
    kafka.committedBefore(FIRST, 1);
    kafka.assign(FIRST);
    publisher.start();
    List<Publication> sent = published(1);
    assertThat(activeIds(sent.get(0))).containsExactly("dark", "old");
    await()
        .atMost(LONG)
        .until(() -> mqtt.registry.get("kizuki.incidents.published").counter().count() == 1);
    publisher.close();
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
  }

  @Test
  void aRecordThatIsNoIncidentIsKeptAndHoldsUpNothing() {
    start();
    kafka.append(FIRST, "x", "no JSON".getBytes(UTF_8));
    kafka.append(FIRST, "y", null);
    append(IncidentChange.RAISED, TestIncidents.active("a1", "line1-a"));
    published(1);
    await().atMost(LONG).until(() -> mqtt.undelivered().equals(List.of("no JSON")));
    assertThat(mqtt.undelivered(UndeliveredAlerts.REASON)).containsExactly("impossible");
    publisher.close();
    assertThat(kafka.committed(FIRST)).isEqualTo(3);
  }
}
