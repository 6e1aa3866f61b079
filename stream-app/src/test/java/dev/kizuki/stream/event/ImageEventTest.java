package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.kizuki.stream.event.ImageEvent.Data;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImageEventTest {
  /** The published schema of events. This test generates it from the record. */
  private static final Path SCHEMA = Path.of("image-event.schema.json");

  private static ImageEvent event(@Nullable Instant capturedAt) {
    Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
    return ImageEvent.of(
        "camera-1/17",
        URI.create("/kizuki/plant"),
        ImageEvent.ANOMALOUS,
        new Data(
            "camera-1",
            new ModelReference("parts", "3", "ab".repeat(32)),
            15.5,
            10,
            1.55,
            0.001,
            capturedAt,
            now,
            now.plusMillis(5),
            new ImageReference("device-images", 2, 12345, 4096, "cd".repeat(32))));
  }

  @Test
  void thePublishedSchemaIsGeneratedFromTheRecord() throws IOException {
    String generated = GeneratedSchema.of(ImageEvent.class);
    if (System.getProperty("kizuki.write-schema") != null) {
      Files.writeString(SCHEMA, generated);
    }
    assertThat(Files.readString(SCHEMA))
        .as(
            "to write the schema again: mvn -pl stream-app -am test -Dtest=ImageEventTest -Dkizuki.write-schema")
        .isEqualTo(generated);
  }

  @Test
  void eventsFollowTheSchema() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMA));
    for (ImageEvent event : new ImageEvent[] {event(null), event(Instant.EPOCH)}) {
      String json = new String(EventJson.write(event), StandardCharsets.UTF_8);
      assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    }
    assertThat(schema.validate("{\"id\":\"a\"}", InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void theCloudEventsLibraryReadsIt() {
    CloudEvent read = new JsonFormat().deserialize(EventJson.write(event(null)));
    assertThat(read.getId()).isEqualTo("camera-1/17");
    assertThat(read.getType()).isEqualTo("dev.kizuki.image.anomalous");
    assertThat(read.getSource()).isEqualTo(URI.create("/kizuki/plant"));
    assertThat(read.getSubject()).isEqualTo("camera-1");
    assertThat(java.util.Objects.requireNonNull(read.getTime()).toInstant())
        .isEqualTo(Instant.parse("2026-01-02T03:04:05.683Z"));
    assertThat(read.getDataContentType()).isEqualTo("application/json");
  }

  @Test
  void isReadBackAsItWasWritten() {
    assertThat(EventJson.read(EventJson.write(event(Instant.EPOCH))))
        .isEqualTo(event(Instant.EPOCH));
    assertThat(new String(EventJson.write(event(null)), StandardCharsets.UTF_8))
        .doesNotContain("capturedAt")
        .contains("\"time\":\"2026-01-02T03:04:05.683Z\"");
  }
}
