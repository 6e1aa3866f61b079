package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.DeviceLimit.Unusual;
import dev.kizuki.stream.limit.LimitAction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Lists, shows and changes limits with a Kafka in memory and a service that answers actions. */
class LimitsCommandTest {
  private static final TopicPartition LIMITS = new TopicPartition("device-limits", 0);
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @TempDir private Path folder;

  private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
  private final List<LimitAction> actions = new ArrayList<>();
  private @Nullable String refusal;
  private boolean serviceRuns = true;
  private Path config;

  @BeforeEach
  void write() throws Exception {
    config = Files.writeString(folder.resolve("kizuki.yaml"), "models: [{file: unused.onnx}]\n");
    put(limit("line1-a", State.LEARNING, null, null, null));
    put(limit("line1-b", State.WAITING, null, null, null));
    put(limit("line2-c", State.CONFIRMED, null, "anna", null));
  }

  private static DeviceLimit limit(
      String device,
      State state,
      @Nullable String refused,
      @Nullable String by,
      @Nullable String action) {
    ImageReference image = new ImageReference("device-images", 2, 17, 100, "00");
    return new DeviceLimit(
        device,
        "line",
        state,
        new ModelReference("parts", "1", "00"),
        "graph",
        state == State.LEARNING ? 12 : 1000,
        1000,
        NOW,
        NOW,
        state == State.LEARNING ? null : 0.01,
        state == State.LEARNING ? null : 12.5,
        null,
        List.of(new Unusual(NOW, 14.25, image)),
        refused,
        by,
        NOW,
        null,
        action);
  }

  private void put(DeviceLimit limit) {
    records.add(
        new ConsumerRecord<>(
            LIMITS.topic(), 0, records.size(), limit.device(), IncidentJson.write(limit)));
  }

  private Consumer<String, byte[]> consumer() {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updatePartitions(
        LIMITS.topic(),
        List.of(new PartitionInfo(LIMITS.topic(), 0, null, new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(LIMITS, 0L));
    consumer.updateEndOffsets(Map.of(LIMITS, (long) records.size()));
    consumer.schedulePollTask(() -> List.copyOf(records).forEach(consumer::addRecord));
    return consumer;
  }

  /** Answers each action as the service does. */
  private MockProducer<String, byte[]> producer() {
    return new MockProducer<>(
        /* autoComplete= */ true, null, new StringSerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<String, byte[]> record, Callback callback) {
        assertThat(record.topic()).isEqualTo("operator-actions");
        assertThat(record.headers().lastHeader(LimitAction.HEADER)).isNotNull();
        LimitAction action = IncidentJson.read(record.value(), LimitAction.class);
        actions.add(action);
        if (serviceRuns) {
          State state =
              action.action() == LimitAction.Type.CONFIRM && refusal == null
                  ? State.CONFIRMED
                  : State.WAITING;
          put(limit(record.key(), state, refusal, action.by(), action.id()));
        }
        return super.send(record, callback);
      }
    };
  }

  private String run(int status, Object command, String... arguments) {
    StringWriter said = new StringWriter();
    CommandLine line =
        StreamApp.commandLine(command).setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    all.addAll(List.of(arguments));
    assertThat(line.execute(all.toArray(new String[0]))).as(said.toString()).isEqualTo(status);
    return said.toString();
  }

  private LimitAccess access() {
    return new LimitAccess(
        kafka -> consumer(),
        kafka -> producer(),
        serviceRuns ? Duration.ofSeconds(20) : Duration.ZERO);
  }

  @Test
  void listsTheLimitsOfDevices() {
    assertThat(run(0, new LimitsListCommand(access())))
        .contains("line1-a", "learning 12 of 1000")
        .contains("line1-b", "waits for a person")
        .contains("line2-c", "confirmed by anna, threshold 12.50");
    assertThat(run(0, new LimitsListCommand(access()), "--state", "waiting"))
        .contains("line1-b")
        .doesNotContain("line1-a");
    assertThat(run(0, new LimitsListCommand(access()), "--device", "line2-*", "--json"))
        .startsWith("{")
        .contains("\"device\":\"line2-c\"")
        .doesNotContain("line1");
  }

  @Test
  void showsTheMostUnusualImages() {
    assertThat(run(0, new LimitsShowCommand(access()), "line1-b"))
        .contains("unusual     2-17")
        .contains("distance 14.25");
  }

  @Test
  void confirmsWithoutTheImagesThatAreNotNormal() {
    assertThat(
            run(
                0,
                new LimitsConfirmCommand(access()),
                "line1-b",
                "--without",
                "2-17",
                "--note",
                "ok"))
        .contains("confirmed by");
    assertThat(actions)
        .singleElement()
        .satisfies(
            action -> {
              assertThat(action.action()).isEqualTo(LimitAction.Type.CONFIRM);
              assertThat(action.struck()).containsExactly("2-17");
              assertThat(action.note()).isEqualTo("ok");
            });
  }

  @Test
  void saysWhyALimitIsRefused() {
    refusal = "the distances have a trend";
    assertThat(run(1, new LimitsConfirmCommand(access()), "line1-b"))
        .contains("refused: the distances have a trend");
  }

  @Test
  void actsOnEveryDeviceThatFits() {
    run(0, new LimitsLearnCommand(access()), "line1-*");
    run(0, new LimitsDropCommand(access()), "line2-c");
    assertThat(actions)
        .extracting(LimitAction::action)
        .containsExactly(LimitAction.Type.LEARN, LimitAction.Type.LEARN, LimitAction.Type.DROP);
    assertThat(actions).extracting(LimitAction::id).doesNotHaveDuplicates();
  }

  @Test
  void namesWhatIsWrong() throws Exception {
    assertThat(run(2, new LimitsShowCommand(access()), "nobody"))
        .contains("no device that fits 'nobody'");
    serviceRuns = false;
    assertThat(run(1, new LimitsLearnCommand(access()), "line1-a"))
        .contains("1 of 1 limits have not changed within 0 s");
    Files.writeString(config, "models: [{file: a.onnx}]\ndeviceLimits: {enabled: false}\n");
    assertThat(run(2, new LimitsListCommand(access()))).contains("deviceLimits.enabled is false");
  }
}
