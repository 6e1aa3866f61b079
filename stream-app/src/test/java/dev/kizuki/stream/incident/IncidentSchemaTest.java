package dev.kizuki.stream.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.kizuki.stream.event.GeneratedSchema;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The published schemas of incidents. This test generates them from the records. */
class IncidentSchemaTest {
  private static void assertFollows(String file, Object record) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of(file)));
    String json = new String(IncidentJson.write(record), UTF_8);
    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    assertThat(schema.validate("{}", InputFormat.JSON)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "incident-event.schema.json, IncidentEvent",
    "operator-action.schema.json, OperatorAction",
    "device-status.schema.json, DeviceStatus",
  })
  void thePublishedSchemaIsGeneratedFromTheRecord(String file, String record) throws Exception {
    String generated = GeneratedSchema.of(Class.forName("dev.kizuki.stream.incident." + record));
    if (System.getProperty("kizuki.write-schema") != null) {
      Files.writeString(Path.of(file), generated);
    }
    assertThat(Files.readString(Path.of(file)))
        .as(
            "to write the schema again: mvn -pl stream-app -am test -Dtest=IncidentSchemaTest"
                + " -Dkizuki.write-schema")
        .isEqualTo(generated);
  }

  @ParameterizedTest
  @EnumSource(IncidentKind.class)
  void eventsFollowTheSchema(IncidentKind kind) throws IOException {
    assertFollows(
        "incident-event.schema.json",
        TestIncidents.event(IncidentChange.RAISED, TestIncidents.of("a1", "line1-a", kind)));
  }

  @Test
  void anAcknowledgedAndAClearedIncidentFollowTheSchema() throws IOException {
    assertFollows(
        "incident-event.schema.json",
        TestIncidents.event(
            IncidentChange.ACKNOWLEDGED, TestIncidents.acknowledged("a1", "line1-a", "anna")));
    assertFollows(
        "incident-event.schema.json",
        TestIncidents.event(IncidentChange.CLEARED, TestIncidents.cleared("a1", "line1-a")));
  }

  @Test
  void actionsFollowTheSchema() throws IOException {
    assertFollows(
        "operator-action.schema.json",
        new OperatorAction(
            "7",
            "a1",
            OperatorAction.Type.JUDGE,
            "anna",
            Instant.EPOCH,
            null,
            null,
            null,
            Judgement.Verdict.FALSE));
  }

  @Test
  void theStatusOfADeviceFollowsTheSchema() throws IOException {
    ImageReference image = new ImageReference("device-images", 2, 12345, 4096, "cd".repeat(32));
    assertFollows(
        "device-status.schema.json",
        new DeviceStatus(
            "line1-a",
            "line1",
            Instant.EPOCH,
            "anomalous",
            null,
            2.5,
            25.0,
            10.0,
            0.001,
            new ModelReference("parts", "3", "ab".repeat(32)),
            image,
            image,
            List.of(IncidentKind.DARK),
            List.of("a1"),
            12,
            3));
  }

  @Test
  void theCloudEventsLibraryReadsAnEvent() {
    var read =
        new JsonFormat()
            .deserialize(
                TestIncidents.json(IncidentChange.CLEARED, TestIncidents.cleared("a1", "line1-a")));
    assertThat(read.getType()).isEqualTo("dev.kizuki.incident.cleared");
    assertThat(read.getId()).isEqualTo("a1/2");
    assertThat(read.getSubject()).isEqualTo("line1-a");
  }
}
