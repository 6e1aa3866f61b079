package dev.kizuki.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ModelStatus;
import dev.kizuki.stream.incident.ServiceStatus.ShadowStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists, promotes and drops models with a Kafka in memory. */
class ModelsCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @TempDir private Path folder;

  /** The topics that exist, with their records. */
  private final Map<String, List<ConsumerRecord<String, byte[]>>> topics = new LinkedHashMap<>();

  private MockProducer<String, byte[]> producer =
      new MockProducer<>(
          /* autoComplete= */ true, null, new StringSerializer(), new ByteArraySerializer());
  private Path model;
  private Path shadow;
  private Path config;

  @BeforeEach
  void write() throws IOException {
    byte[] first = Files.readAllBytes(TestModels.MNIST_ZERO);
    // one more entry of metadata (field 14 of ModelProto): the same scores, another digest
    byte[] entry = {0x72, 6, 0x0a, 1, 'v', 0x12, 1, '2'};
    byte[] second = Arrays.copyOf(first, first.length + entry.length);
    System.arraycopy(entry, 0, second, first.length, entry.length);
    model = Files.write(folder.resolve("model.onnx"), first);
    shadow = Files.write(folder.resolve("next.onnx"), second);
    configure("");
  }

  private void configure(String more) throws IOException {
    config =
        Files.writeString(
            folder.resolve("kizuki.yaml"),
            "models: [{file: '%s', shadow: '%s'}]\nmodelUpdates: {archive: '%s'}\n%s"
                .formatted(model, shadow, folder.resolve("archive"), more));
  }

  private void append(String topic, String key, byte @Nullable [] value) {
    List<ConsumerRecord<String, byte[]>> records =
        topics.computeIfAbsent(topic, name -> new ArrayList<>());
    records.add(new ConsumerRecord<>(topic, 0, records.size(), key, value));
  }

  private Consumer<String, byte[]> consumer() {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    topics.forEach(
        (topic, records) -> {
          TopicPartition partition = new TopicPartition(topic, 0);
          consumer.updatePartitions(
              topic, List.of(new PartitionInfo(topic, 0, null, new Node[0], new Node[0])));
          consumer.updateBeginningOffsets(Map.of(partition, 0L));
          consumer.updateEndOffsets(Map.of(partition, (long) records.size()));
        });
    consumer.schedulePollTask(
        () ->
            consumer
                .assignment()
                .forEach(
                    partition ->
                        topics
                            .getOrDefault(partition.topic(), List.of())
                            .forEach(consumer::addRecord)));
    return consumer;
  }

  private ModelAccess access() {
    return new ModelAccess(kafka -> consumer(), kafka -> producer, InstantSource.fixed(NOW));
  }

  private record Result(String out, String err) {}

  private Result run(int status, Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        StreamApp.commandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    all.addAll(List.of(arguments));
    assertThat(line.execute(all.toArray(new String[0]))).as(out.toString() + err).isEqualTo(status);
    return new Result(out.toString(), err.toString());
  }

  private ModelStatus status(long scored, long anomalous) {
    return new ModelStatus(
        "parts",
        "1",
        DIGEST,
        "*",
        28,
        28,
        10,
        0.01,
        true,
        scored,
        anomalous,
        List.of(),
        List.of(),
        model.toString(),
        null,
        new ShadowStatus(
            shadow.toString(),
            true,
            null,
            "parts",
            "2",
            "f".repeat(64),
            9.0,
            0.005,
            1,
            scored,
            anomalous - 1,
            1,
            3,
            0,
            100.0,
            120.0));
  }

  private void report(String instance, Instant at, ModelStatus status) {
    append(
        "service-status",
        instance,
        IncidentJson.write(
            new ServiceStatus(
                instance,
                "0.1.0",
                NOW.minusSeconds(3600),
                at,
                true,
                "ready",
                0,
                status.scored(),
                status.anomalous(),
                0,
                null,
                null,
                List.of(status),
                null)));
  }

  @Test
  void listsEachModelWithTheCountsOfAllRunningInstances() {
    report("a", NOW.minusSeconds(9), status(500, 4));
    report("a", NOW.minusSeconds(4), status(600, 6));
    report("b", NOW.minusSeconds(3), status(400, 4));
    report("old", NOW.minusSeconds(90), status(9000, 900));
    Result result = run(0, new ModelsListCommand(access()));
    assertThat(result.out().lines())
        .containsExactly(
            "%s  parts 1 (0123456789ab)  devices *  promised 1.00 %%  measured 1.00 %% [0.481 %%, 1.83 %%] (10 of 1000 images)"
                .formatted(model),
            "  shadow %s  parts 2 (ffffffffffff)  promised 0.500 %%  anomalous for both 8, only the model 2, only the shadow 6, of 1000 images"
                .formatted(shadow));
    assertThat(result.err()).isEmpty();
  }

  @Test
  void listsEachModelAsALineOfJson() {
    report("a", NOW, status(600, 6));
    report("b", NOW, status(400, 4));
    JsonNode row =
        JsonMapper.shared().readTree(run(0, new ModelsListCommand(access()), "--json").out());
    assertThat(row.get("file").asString()).isEqualTo(model.toString());
    assertThat(row.get("scored").asLong()).isEqualTo(1000);
    assertThat(row.get("measured").asDouble()).isEqualTo(0.01);
    assertThat(row.get("instances")).hasSize(2);
    assertThat(row.get("shadow").get("onlyShadow").asLong()).isEqualTo(6);
  }

  @Test
  void saysThatNoRunningServiceReportsAModel() {
    report("old", NOW.minusSeconds(90), status(9000, 900));
    Result result = run(0, new ModelsListCommand(access()));
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("no running service reports the model " + model);
  }

  @Test
  void aMissingTopicAndSwitchedOffIncidentsAreNamed() throws IOException {
    assertThat(run(1, new ModelsListCommand(access())).err())
        .contains("There is no topic 'service-status'");
    configure("incidents: {enabled: false}\n");
    assertThat(run(2, new ModelsListCommand(access())).err())
        .contains("incidents.enabled is false");
  }

  @Test
  void printsTheEventsWithTheNewestLast() {
    append("model-events", "m", event(NOW, ModelEvent.Kind.PROMOTED));
    append("model-events", "m", event(NOW.minusSeconds(60), ModelEvent.Kind.SHADOW_STARTED));
    assertThat(run(0, new ModelsEventsCommand(access())).out().lines())
        .containsExactly(
            "2026-11-29T11:59:00Z  shadow-started  m.onnx  none -> parts 2 (0123456789ab)  by eve: better",
            "2026-11-29T12:00:00Z  promoted        m.onnx  none -> parts 2 (0123456789ab)  by eve: better");
    assertThat(run(0, new ModelsEventsCommand(access()), "--json").out().lines())
        .extracting(line -> EventJson.readModelEvent(line.getBytes(UTF_8)).type())
        .containsExactly("dev.kizuki.model.shadow-started", "dev.kizuki.model.promoted");
  }

  private static byte[] event(Instant time, ModelEvent.Kind kind) {
    return EventJson.write(
        ModelEvent.of(
            URI.create("/kizuki/test"),
            kind,
            "m.onnx",
            time,
            new ModelEvent.Data("eve", null, new ModelReference("parts", "2", DIGEST), "better")));
  }

  @Test
  void saysThatThereAreNoEventsAndNamesARecordThatIsNone() {
    topics.put("model-events", new ArrayList<>());
    assertThat(run(0, new ModelsEventsCommand(access())).out()).contains("no changes of models");
    append("model-events", "m", "{".getBytes(UTF_8));
    assertThat(run(1, new ModelsEventsCommand(access())).err()).contains("model-events-0@0");
  }

  @Test
  void promotesAShadowAndWritesTheEvent() {
    String digest = ModelFile.read(shadow).sha256();
    Result result = run(0, new ModelsPromoteCommand(access()), model.toString());
    assertThat(result.out()).contains("%s: ".formatted(model)).contains(digest.substring(0, 12));
    assertThat(result.err()).isEmpty();
    assertThat(ModelFile.read(model).sha256()).isEqualTo(digest);
    assertThat(shadow).doesNotExist();
    assertThat(producer.history()).hasSize(1);
    assertThat(producer.history().get(0).topic()).isEqualTo("model-events");
    assertThat(producer.history().get(0).key()).isEqualTo(model.toString());
    ModelEvent event = EventJson.readModelEvent(producer.history().get(0).value());
    assertThat(event.type()).isEqualTo("dev.kizuki.model.promoted");
    assertThat(event.data().by()).isEqualTo(System.getProperty("user.name"));
  }

  @Test
  void dropsTheOnlyShadowAndWritesTheEvent() {
    run(0, new ModelsDropCommand(access()));
    assertThat(shadow).doesNotExist();
    assertThat(EventJson.readModelEvent(producer.history().get(0).value()).type())
        .isEqualTo("dev.kizuki.model.dropped");
  }

  @Test
  void thePromotionStaysIfKafkaDoesNotTakeTheEvent() {
    producer =
        new MockProducer<>(
            /* autoComplete= */ false, null, new StringSerializer(), new ByteArraySerializer());
    producer.sendException = new TimeoutException("no answer from Kafka");
    Result result = run(0, new ModelsPromoteCommand(access()));
    assertThat(result.err())
        .contains("no event was written to the topic 'model-events'")
        .contains("no answer from Kafka");
    assertThat(shadow).doesNotExist();
  }

  @Test
  void withoutIncidentsNoEventIsWritten() throws IOException {
    configure("incidents: {enabled: false}\n");
    run(0, new ModelsPromoteCommand(access()));
    assertThat(producer.history()).isEmpty();
    assertThat(shadow).doesNotExist();
  }

  @Test
  void saysThatTheOldModelIsNotKeptWithoutAnArchive() throws IOException {
    Files.writeString(
        config,
        "models: [{file: '%s', shadow: '%s'}]\nmodelUpdates: {archive: '', interval: 0s}\n"
            .formatted(model, shadow));
    assertThat(run(0, new ModelsPromoteCommand(access())).out())
        .contains("the old model is not kept")
        .contains("restart the service");
  }

  @Test
  void aModelThatIsNotConfiguredIsAUsageError() {
    assertThat(run(2, new ModelsPromoteCommand(access()), "other.onnx").err())
        .contains("no entry with the file other.onnx")
        .contains(model.toString());
    assertThat(producer.history()).isEmpty();
  }
}
