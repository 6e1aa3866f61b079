package dev.kizuki.stream.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.LimitAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Precision, limits and comparisons over the API. */
class TeachingApiTest {
  private static final String VIEW = "view-token-0123456789";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ConsoleServer server = new ConsoleServer();

  @AfterEach
  void close() {
    server.close();
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(server.get(path).body());
  }

  private void judge(String id, String device, IncidentKind kind, Verdict verdict) {
    Incident incident = Facts.incident(id, device, kind, Facts.NOW.minusSeconds(60), List.of());
    server.view.incident(TeachingFacts.judged(incident, verdict));
  }

  @Test
  void precisionIsCountedBySubjectModelLineAndDevice() throws Exception {
    for (int i = 0; i < 7; i++) {
      judge("real" + i, "a", IncidentKind.ANOMALY, Verdict.REAL);
    }
    for (int i = 0; i < 3; i++) {
      judge("false" + i, "b", IncidentKind.ANOMALY, Verdict.FALSE);
    }
    judge("unsure", "b", IncidentKind.ANOMALY, Verdict.UNSURE);
    judge("dark", "b", IncidentKind.DARK, Verdict.REAL);
    server.view.incident(Facts.incident("open", "b"));
    JsonNode answer = get("/api/precision");
    JsonNode product = answer.at("/all/0");
    assertThat(product.get("about").asString()).isEqualTo("product");
    assertThat(product.get("precision").asDouble()).isEqualTo(0.7);
    assertThat(product.get("low").asDouble()).isCloseTo(0.3475, within(1e-4));
    assertThat(product.get("unsure").asInt()).isEqualTo(1);
    assertThat(answer.at("/all/1/about").asString()).isEqualTo("camera");
    assertThat(answer.at("/models")).hasSize(1);
    assertThat(answer.at("/models/0/model/name").asString()).isEqualTo("parts");
    assertThat(answer.at("/lines/0/line").asString()).isEqualTo("line1");
    assertThat(answer.at("/devices/0/device").asString()).as("most false alarms").isEqualTo("b");
    assertThat(answer.at("/devices/0/precision").asDouble()).isZero();
    assertThat(get("/api/now").at("/summary/precision/real").asInt()).isEqualTo(7);
    assertThat(get("/api/incidents/open").at("/precision")).hasSize(2);
  }

  @Test
  void aChangedVerdictCountsOnce() throws Exception {
    judge("1", "a", IncidentKind.ANOMALY, Verdict.FALSE);
    judge("1", "a", IncidentKind.ANOMALY, Verdict.REAL);
    JsonNode product = get("/api/precision").at("/all/0");
    assertThat(product.get("real").asInt()).isEqualTo(1);
    assertThat(product.get("falseAlarms").asInt()).isZero();
  }

  @Test
  void modelsCarryTheirPrecision() throws Exception {
    server.view.service(Facts.service(Facts.NOW, 1000, 5, true));
    judge("1", "a", IncidentKind.ANOMALY, Verdict.FALSE);
    assertThat(get("/api/models").at("/models/0/precision/falseAlarms").asInt()).isEqualTo(1);
  }

  @Test
  void limitsAreListedByDeviceWithoutTheirDistances() throws Exception {
    server.teaching.limits().put(TeachingFacts.limit("b", State.LEARNING));
    server.teaching.limits().put(TeachingFacts.limit("a", State.WAITING));
    server.teaching.limits().put(TeachingFacts.limit("c", State.WAITING));
    JsonNode first = get("/api/limits?limit=2");
    assertThat(first.at("/limits/0/device").asString()).isEqualTo("a");
    assertThat(first.at("/limits/0/distances").isMissingNode()).isTrue();
    assertThat(first.at("/counts/waiting").asInt()).isEqualTo(2);
    assertThat(first.at("/counts/confirmed").asInt()).isZero();
    JsonNode second = get("/api/limits?limit=2&after=" + first.get("next").asString());
    assertThat(second.at("/limits/0/device").asString()).isEqualTo("c");
    assertThat(second.has("next")).isFalse();
    assertThat(get("/api/limits?state=learning").at("/limits")).hasSize(1);
    assertThat(get("/api/limits?q=B").at("/limits/0/device").asString()).isEqualTo("b");
  }

  @Test
  void anUnusualImageOfALimitIsServedAndNoOther() throws Exception {
    server.teaching.limits().put(TeachingFacts.limit("a", State.WAITING));
    assertThat(server.get("/api/limits/a/images/0-5").statusCode()).isEqualTo(410);
    assertThat(server.get("/api/limits/a/images/0-6").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/limits/a/images/wrong").statusCode()).isEqualTo(404);
  }

  @Test
  void aConfirmationGoesToTheTopicOfActionsWithItsAuthorAndTheImagesThatAreNotNormal()
      throws Exception {
    server.teaching.limits().put(TeachingFacts.limit("a", State.WAITING));
    var answer =
        server.post(
            "/api/limits/a/actions",
            "{\"action\":\"confirm\",\"struck\":[\"0-5\"],\"note\":\" looks fine \"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    var record = server.kafka.produced().get(0);
    assertThat(record.topic()).isEqualTo("operator-actions");
    assertThat(record.key()).isEqualTo("a");
    assertThat(record.headers().lastHeader(LimitAction.HEADER)).isNotNull();
    LimitAction action = IncidentJson.read(record.value(), LimitAction.class);
    assertThat(JSON.readTree(answer.body()).get("id").asString()).isEqualTo(action.id());
    assertThat(action.action()).isEqualTo(LimitAction.Type.CONFIRM);
    assertThat(action.struck()).containsExactly("0-5");
    assertThat(action.by()).isNotEmpty();
    assertThat(action.note()).isEqualTo("looks fine");
  }

  @ParameterizedTest
  @CsvSource({
    "WAITING, {\"action\":\"drop\"}, 409",
    "LEARNING, {\"action\":\"confirm\"}, 409",
    "WAITING, {\"action\":\"confirm\"}, 202",
    "CONFIRMED, {\"action\":\"learn\"}, 202",
    "CONFIRMED, {\"action\":\"drop\"}, 202",
    "WAITING, {\"note\":\"x\"}, 400",
    "WAITING, {\"action\":\"shelve\"}, 400"
  })
  void anActionMustSuitTheStateOfTheLimit(State limit, String body, int status) throws Exception {
    server.teaching.limits().put(TeachingFacts.limit("a", limit));
    assertThat(server.post("/api/limits/a/actions", body).statusCode()).isEqualTo(status);
  }

  @Test
  void anImageThatIsNotShownCannotBeStruckOut() throws Exception {
    server.teaching.limits().put(TeachingFacts.limit("a", State.WAITING));
    String body = "{\"action\":\"confirm\",\"struck\":[\"0-6\"]}";
    assertThat(server.post("/api/limits/a/actions", body).statusCode()).isEqualTo(409);
    assertThat(server.post("/api/limits/none/actions", body).statusCode()).isEqualTo(404);
    assertThat(server.kafka.produced()).isEmpty();
  }

  @Test
  void aTokenToLookMayNotConfirm(@TempDir Path folder) throws Exception {
    Path view = Files.writeString(folder.resolve("view"), "hall " + VIEW);
    Path act = Files.writeString(folder.resolve("act"), "eve " + VIEW.replace("view", "act"));
    try (ConsoleServer guarded =
        new ConsoleServer("console: {viewTokenFile: %s, actTokenFile: %s}".formatted(view, act))) {
      String login = "{\"token\":\"%s\"}".formatted(VIEW);
      String cookie =
          guarded.post("/api/session", login).headers().firstValue("set-cookie").orElseThrow();
      guarded.teaching.limits().put(TeachingFacts.limit("a", State.WAITING));
      assertThat(
              guarded
                  .post(
                      "/api/limits/a/actions",
                      "{\"action\":\"confirm\"}",
                      "Cookie",
                      cookie.split(";", 2)[0])
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void keepsTheNewestComparisons() throws Exception {
    for (int i = 0; i < Comparisons.MOST + 5; i++) {
      server
          .teaching
          .comparisons()
          .add(
              new RecordPlace("comparisons", 0, i),
              TeachingFacts.comparison("a", Facts.NOW.plusSeconds(i)));
    }
    JsonNode answer = get("/api/comparisons?limit=3");
    assertThat(answer.at("/comparisons/0/id").asString()).isEqualTo("0-" + (Comparisons.MOST + 4));
    assertThat(answer.at("/comparisons/0/shadow/anomalous").asBoolean()).isTrue();
    assertThat(
            get("/api/comparisons?before=" + answer.get("next").asString())
                .at("/comparisons/0/id")
                .asString())
        .isEqualTo("0-" + (Comparisons.MOST + 1));
    assertThat(get("/api/comparisons?alarmOf=model").at("/comparisons")).isEmpty();
    assertThat(server.get("/api/comparisons/0-2/image").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/comparisons/0-2000/image").statusCode()).isEqualTo(410);
  }
}
