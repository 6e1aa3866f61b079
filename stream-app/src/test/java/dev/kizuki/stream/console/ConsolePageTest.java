package dev.kizuki.stream.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConsolePageTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ConsoleServer server = new ConsoleServer();

  @AfterEach
  void close() {
    server.close();
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = server.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  @Test
  void tellsTheStateOfThePlant() throws Exception {
    server.view.outage("");
    server.view.incident(Facts.incident("1", "line1-a"));
    server.view.device(Facts.device("line1-a", Facts.NOW, 2.5));
    server.view.service(Facts.service(Facts.NOW, 1000, 5, true));
    JsonNode now = json("/api/now");
    assertThat(now.at("/summary/open").asInt()).isEqualTo(1);
    assertThat(now.at("/summary/ready").asBoolean()).isTrue();
    assertThat(now.at("/incidents/0/device").asString()).isEqualTo("line1-a");
    assertThat(now.at("/devices/0/score").asDouble()).isEqualTo(2.5);
    assertThat(now.at("/services/0/instance").asString()).isEqualTo("kizuki");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/history", "/models", "/rejected", "/incidents/1", "/devices/a%2Fb"})
  void servesThePageUnderEachOfItsPaths(String path) throws Exception {
    HttpResponse<String> page = server.get(path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("referrer-policy")).hasValue("no-referrer");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'self'")
        .doesNotContain("unsafe");
  }

  @Test
  void servesTheLibrariesOfTheClassPath() throws Exception {
    for (String path :
        List.of("/assets/lib/lit-html/lit-html.js", "/assets/lib/uplot/dist/uPlot.esm.js")) {
      HttpResponse<byte[]> library = server.bytes(path);
      assertThat(library.statusCode()).as(path).isEqualTo(200);
      assertThat(library.headers().firstValue("content-type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/javascript"));
      String etag = library.headers().firstValue("etag").orElseThrow();
      assertThat(server.bytes(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
      assertThat(server.bytes(path, "Accept-Encoding", "gzip").body().length)
          .isLessThan(library.body().length / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../defaults.yaml",
        "/assets/%2e%2e/defaults.yaml",
        "/assets/..%2fdefaults.yaml",
        "/assets/lib/uplot/../../../../defaults.yaml",
        "/assets/lib/uplot/%2e%2e/%2e%2e/x.js",
        "/assets/lib/unknown/x.js",
        "/assets//etc/passwd.txt",
        "/assets/nothing.js"
      })
  void servesNothingOutsideTheFolderOfThePage(String path) throws Exception {
    assertThat(server.get(path).statusCode()).isIn(400, 404);
  }

  @Test
  void namesOfDevicesTravelAsText() throws Exception {
    String name = "<img src=x onerror=alert(1)>\"';\n</script>";
    server.view.incident(Facts.incident("1", name));
    HttpResponse<String> response = server.get("/api/now");
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(JSON.readTree(response.body()).at("/incidents/0/device").asString()).isEqualTo(name);
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
  }

  @Test
  void tellsWhatThePathsAreForAnUnknownOne() throws Exception {
    HttpResponse<String> response = server.get("/api/nothing");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(response.body()).at("/remedy").asString())
        .contains("/api/openapi.json");
    assertThat(
            server
                .client
                .send(server.request("/health/live").build(), BodyHandlers.ofString())
                .body())
        .isEqualTo("alive\n");
  }

  @Test
  void answersWithoutASessionOnALoopbackAddress() throws Exception {
    JsonNode me = json("/api/me");
    assertThat(me.at("/name").asString()).isEqualTo("local");
    assertThat(me.at("/mayAct").asBoolean()).isTrue();
    assertThat(me.at("/needsToken").asBoolean()).isFalse();
    assertThat(me.at("/maxShelveMinutes").asInt()).isEqualTo(60);
    assertThat(me.at("/imagesTopic").asString()).isEqualTo("devices/{device}/images");
  }

  @Test
  void deviceTellsItsHistoryAndIncidents() throws Exception {
    server.view.outage("");
    server.view.service(Facts.service(Facts.NOW, 1, 0, true));
    server.view.device(Facts.device("hall/a", Facts.NOW.minusSeconds(5), 0.5));
    server.view.device(Facts.device("hall/a", Facts.NOW, 0.75));
    server.view.incident(Facts.incident("1", "hall/a"));
    JsonNode device = json("/api/devices/hall%2Fa");
    assertThat(device.at("/device/device").asString()).isEqualTo("hall/a");
    assertThat(device.at("/history/1/0").asLong()).isEqualTo(Facts.NOW.toEpochMilli());
    assertThat(device.at("/history/1/1").asDouble()).isEqualTo(0.75);
    assertThat(device.at("/incidents/0/id").asString()).isEqualTo("1");
    assertThat(device.at("/stale").asBoolean()).isFalse();
    assertThat(server.get("/api/devices/other").statusCode()).isEqualTo(404);
  }

  @Test
  void listsAndFindsIncidents() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.view.incident(
          Facts.incident(
              "id" + i,
              "camera" + i,
              dev.kizuki.stream.incident.IncidentKind.ANOMALY,
              Facts.NOW.minusSeconds(i),
              List.of()));
    }
    JsonNode first = json("/api/incidents?limit=2");
    assertThat(first.at("/incidents")).hasSize(2);
    assertThat(first.at("/incidents/0/id").asString()).isEqualTo("id0");
    JsonNode rest = json("/api/incidents?limit=2&before=" + first.at("/next").asString());
    assertThat(rest.at("/incidents")).hasSize(1);
    assertThat(rest.has("next")).isFalse();
    assertThat(json("/api/incidents?q=CAMERA1&state=active&kind=anomaly").at("/incidents"))
        .hasSize(1);
    assertThat(json("/api/incidents?state=cleared").at("/incidents")).isEmpty();
    assertThat(server.get("/api/incidents?state=wrong").statusCode()).isEqualTo(400);
    assertThat(server.get("/api/incidents?limit=0").statusCode()).isEqualTo(400);
    assertThat(server.get("/api/incidents?before=yesterday").statusCode()).isEqualTo(400);
    assertThat(json("/api/incidents/id1").at("/incident/device").asString()).isEqualTo("camera1");
    assertThat(server.get("/api/incidents/none").statusCode()).isEqualTo(404);
  }

  @Test
  void modelsTellWhatTheyMeasuredWithItsInterval() throws Exception {
    server.view.service(Facts.service(Facts.NOW, 1000, 5, true));
    JsonNode model = json("/api/models").at("/models/0");
    assertThat(model.at("/name").asString()).isEqualTo("parts");
    assertThat(model.at("/measured").asDouble()).isEqualTo(0.005);
    // R: binom.test(5, 1000)$conf.int
    assertThat(model.at("/low").asDouble())
        .isCloseTo(0.001625, org.assertj.core.data.Offset.offset(5e-6));
    assertThat(model.at("/high").asDouble())
        .isCloseTo(0.011629, org.assertj.core.data.Offset.offset(5e-6));
    assertThat(model.at("/instances/0").asString()).isEqualTo("kizuki");
  }
}
