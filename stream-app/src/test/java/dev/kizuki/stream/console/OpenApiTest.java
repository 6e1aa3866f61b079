package dev.kizuki.stream.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.limit.DeviceLimit.State;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OpenApiTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ConsoleServer server = new ConsoleServer();
  private JsonNode description;

  @BeforeEach
  void fill() throws Exception {
    description = JSON.readTree(server.get("/api/openapi.json").body());
    server.view.incident(Facts.incident("1", "a"));
    server.view.incident(Facts.shelved(Facts.incident("2", "a"), Facts.NOW.plusSeconds(60)));
    server.view.device(Facts.device("a", Facts.NOW, 2));
    server.view.service(Facts.service(Facts.NOW, 1000, 5, true));
    server.view.incident(TeachingFacts.judged(Facts.incident("3", "a"), Judgement.Verdict.REAL));
    server.teaching.limits().put(TeachingFacts.limit("a", State.WAITING));
    server
        .teaching
        .comparisons()
        .add(new RecordPlace("c", 0, 7), TeachingFacts.comparison("a", Facts.NOW));
    server.teaching.events().add(TeachingFacts.event("1", Facts.NOW));
    server.rejected.reject(0, "a", "no image");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void namesEveryRouteOfTheServerAndNoOther() {
    List<String> described = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : description.at("/paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    assertThat(described).containsExactlyInAnyOrderElementsOf(server.routeNames());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/me, /api/me",
    "/api/now, /api/now",
    "/api/incidents, /api/incidents",
    "/api/incidents?limit=1, /api/incidents",
    "/api/incidents/1, /api/incidents/{id}",
    "/api/incidents/none, /api/incidents/{id}",
    "/api/incidents/1/evidence, /api/incidents/{id}/evidence",
    "/api/devices/a, /api/devices/{device}",
    "/api/models, /api/models",
    "/api/precision, /api/precision",
    "/api/limits, /api/limits",
    "/api/limits?state=waiting&limit=1, /api/limits",
    "/api/limits?state=wrong, /api/limits",
    "/api/limits/a, /api/limits/{device}",
    "/api/limits/none, /api/limits/{device}",
    "/api/limits/a/images/0-99, /api/limits/{device}/images/{place}",
    "/api/comparisons, /api/comparisons",
    "/api/comparisons?limit=1&alarmOf=shadow, /api/comparisons",
    "/api/comparisons?alarmOf=wrong, /api/comparisons",
    "/api/comparisons/0-99/image, /api/comparisons/{id}/image",
    "/api/rejected, /api/rejected",
    "/api/incidents?state=wrong, /api/incidents"
  })
  void answersFollowTheirSchema(String address, String path) throws Exception {
    HttpResponse<String> response = server.get(address);
    JsonNode content =
        description
            .at("/paths")
            .get(path)
            .at(
                "/get/responses/%d/content/application~1json/schema"
                    .formatted(response.statusCode()));
    assertThat(content.isMissingNode()).as(address + " " + response.statusCode()).isFalse();
    ObjectNode schema = JSON.createObjectNode();
    schema.set("$ref", content.get("$ref"));
    schema.set("components", description.get("components"));
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString())
                .validate(response.body(), InputFormat.JSON))
        .isEmpty();
  }
}
