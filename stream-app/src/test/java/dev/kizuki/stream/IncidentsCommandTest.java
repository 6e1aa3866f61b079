package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.action.ActionWriter;
import dev.kizuki.stream.action.IncidentLog;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.LogEntry;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.incident.TestIncidents;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Lists, shows and changes the incidents of a Kafka in memory. */
class IncidentsCommandTest {
  private static final TopicPartition PARTITION = new TopicPartition("incidents", 0);

  @TempDir private Path folder;

  private final List<byte[]> topic = new ArrayList<>();
  private final List<ProducerRecord<String, byte[]>> actions = new ArrayList<>();
  private boolean serviceRuns = true;
  private Path config;

  @BeforeEach
  void raiseIncidents() throws Exception {
    config = Files.writeString(folder.resolve("kizuki.yaml"), "models: [{file: unused.onnx}]");
    append(IncidentChange.RAISED, TestIncidents.active("a100", "line1-a"));
    append(IncidentChange.RAISED, TestIncidents.active("a200", "line1-b"));
    append(IncidentChange.CLEARED, TestIncidents.cleared("a200", "line1-b"));
    append(IncidentChange.ACKNOWLEDGED, TestIncidents.acknowledged("b300", "line1-c", "anna"));
    append(IncidentChange.RAISED, TestIncidents.of("c400", "line1-d", IncidentKind.DARK));
  }

  private void append(IncidentChange change, Incident incident) {
    topic.add(TestIncidents.json(change, incident));
  }

  private IncidentLog open(Configuration configuration) {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updatePartitions(
        "incidents", List.of(new PartitionInfo("incidents", 0, null, new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, (long) topic.size()));
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < topic.size(); i++) {
            consumer.addRecord(new ConsumerRecord<>("incidents", 0, i, "id", topic.get(i)));
          }
        });
    return new IncidentLog(
        configuration, consumer, new ActionWriter(new Service(consumer), "acts"));
  }

  /** Takes actions as Kafka does, and answers as the service does. */
  private final class Service extends MockProducer<String, byte[]> {
    private final MockConsumer<String, byte[]> consumer;

    Service(MockConsumer<String, byte[]> consumer) {
      super(/* autoComplete= */ true, null, new StringSerializer(), new ByteArraySerializer());
      this.consumer = consumer;
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<String, byte[]> record,
        org.apache.kafka.clients.producer.Callback callback) {
      actions.add(record);
      if (serviceRuns) {
        OperatorAction action = IncidentJson.read(record.value(), OperatorAction.class);
        Incident seen =
            TestIncidents.acknowledged(
                action.incident(),
                record.key(),
                action.by(),
                new LogEntry(action.at(), "done", action.by(), null, action.id()));
        consumer.schedulePollTask(
            () ->
                consumer.addRecord(
                    new ConsumerRecord<>(
                        "incidents",
                        0,
                        topic.size(),
                        "id",
                        TestIncidents.json(IncidentChange.ACKNOWLEDGED, seen))));
      }
      return super.send(record, callback);
    }
  }

  private IncidentAccess access() {
    return new IncidentAccess(this::open, Duration.ofMillis(serviceRuns ? 10_000 : 50));
  }

  private String run(int status, Object command, String... arguments) {
    StringWriter output = new StringWriter();
    CommandLine line =
        StreamApp.commandLine(command)
            .setOut(new PrintWriter(output))
            .setErr(new PrintWriter(output));
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    all.addAll(List.of(arguments));
    assertThat(line.execute(all.toArray(new String[0]))).as(output.toString()).isEqualTo(status);
    return output.toString();
  }

  private List<String> listed(String... arguments) {
    return run(0, new IncidentsListCommand(access()), arguments)
        .lines()
        .map(line -> line.split(" ", 2)[0])
        .toList();
  }

  private OperatorAction action() {
    assertThat(actions).hasSize(1);
    return IncidentJson.read(actions.get(0).value(), OperatorAction.class);
  }

  @Test
  void listsOpenIncidents() {
    assertThat(listed()).containsExactlyInAnyOrder("a100", "a200", "b300", "c400");
    assertThat(listed("--state", "active")).containsExactlyInAnyOrder("a100", "b300", "c400");
    assertThat(listed("--state", "cleared")).containsExactly("a200");
    assertThat(listed("--state", "all")).hasSize(4);
  }

  @Test
  void listsWhatIsSelected() {
    assertThat(listed("--device", "line1-a")).containsExactly("a100");
    assertThat(listed("--kind", "dark")).containsExactly("c400");
    assertThat(listed("--line", "line1")).hasSize(4);
    assertThat(listed("--line", "line2")).containsExactly("no");
  }

  @Test
  void listsJson() {
    String json = run(0, new IncidentsListCommand(access()), "--json", "--kind", "dark");
    assertThat(json.lines()).hasSize(1);
    assertThat(json).startsWith("{\"specversion\":\"1.0\"").contains("\"c400\"");
  }

  @Test
  void showsFactsAndLogOfAUniqueBeginning() {
    assertThat(run(0, new IncidentsShowCommand(access()), "b"))
        .contains("b300", "line1-c", "acknowledged by anna", "worst score  2.50", "  raised");
    assertThat(run(0, new IncidentsShowCommand(access()), "c4")).contains("3.0, usually 40.0");
  }

  @Test
  void refusesAnUnknownOrAmbiguousId() {
    assertThat(run(2, new IncidentsShowCommand(access()), "zz")).contains("no incident zz");
    assertThat(run(2, new IncidentsAckCommand(access()), "a"))
        .contains("2 incidents begin with a", "a100", "a200");
    assertThat(actions).isEmpty();
  }

  @Test
  void acknowledgesAndPrintsTheChange() {
    assertThat(run(0, new IncidentsAckCommand(access()), "a1", "--note", "on it"))
        .contains("a100", "acknowledged by " + System.getProperty("user.name"));
    assertThat(actions.get(0).key()).isEqualTo("line1-a");
    assertThat(actions.get(0).topic()).isEqualTo("acts");
    assertThat(action().action()).isEqualTo(OperatorAction.Type.ACKNOWLEDGE);
    assertThat(action().incident()).isEqualTo("a100");
    assertThat(action().by()).isEqualTo(System.getProperty("user.name"));
    assertThat(action().note()).isEqualTo("on it");
  }

  @Test
  void shelvesForAWhile() {
    run(
        0,
        new IncidentsShelveCommand(access()),
        "a1",
        "--minutes",
        "15",
        "--until-normal",
        "--reason",
        "cleaning");
    assertThat(action().action()).isEqualTo(OperatorAction.Type.SHELVE);
    assertThat(action().minutes()).isEqualTo(15);
    assertThat(action().untilNormal()).isTrue();
    assertThat(action().note()).isEqualTo("cleaning");
  }

  @Test
  void refusesToShelveForNoTime() {
    assertThat(run(2, new IncidentsShelveCommand(access()), "a1", "--minutes", "0"))
        .contains("minutes must be at least 1");
  }

  @Test
  void unshelves() {
    run(0, new IncidentsUnshelveCommand(access()), "a1");
    assertThat(action().action()).isEqualTo(OperatorAction.Type.UNSHELVE);
  }

  @Test
  void judges() {
    run(0, new IncidentsJudgeCommand(access()), "a1", "false", "--note", "dust");
    assertThat(action().verdict()).isEqualTo(Judgement.Verdict.FALSE);
    assertThat(run(2, new IncidentsJudgeCommand(access()), "a1", "perhaps")).contains("perhaps");
  }

  @Test
  void saysThatNoServiceAnswered() {
    serviceRuns = false;
    assertThat(run(1, new IncidentsAckCommand(access()), "a1")).contains("has not changed within");
    assertThat(actions).hasSize(1);
  }

  @Test
  void showTellsWhatChangedWithADrift() {
    append(IncidentChange.RAISED, TestIncidents.of("d500", "line1-e", IncidentKind.DRIFT));
    assertThat(run(0, new IncidentsShowCommand(access()), "d5"))
        .contains("mean p-value 0.22", "95.0, during the burn-in 120", "3 % down");
  }
}
