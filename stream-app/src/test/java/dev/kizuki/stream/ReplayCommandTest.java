package dev.kizuki.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.scoring.Model;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.history.MemoryHistory;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentLife;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.incident.Sighting;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.limit.DeviceLimit;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Replays the images of a Kafka in memory with the model of zeros. */
class ReplayCommandTest {
  private static final String DEVICE = "line1-<b>camera</b>";
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  private static final ModelReference MODEL = new ModelReference("old", "1", "00");

  @TempDir private Path folder;

  private final MemoryHistory kafka = new MemoryHistory();
  private final List<Incident> incidents = new ArrayList<>();
  private final List<DeviceLimit> limits = new ArrayList<>();
  private Path config;

  @BeforeEach
  void fillTheTopics() throws Exception {
    config =
        Files.writeString(
            folder.resolve("kizuki.yaml"),
            "{models: [{file: unused.onnx}], incidents: {anomalies: 1, images: 1}}");
    kafka.create("anomalies", 1);
    kafka.create("device-images", 1);
  }

  /** Adds an image; a score is the alert that the service raised. */
  private Sighting image(int second, byte[] image, double score) {
    Instant at = START.plusSeconds(second);
    long offset = kafka.add("device-images", 0, DEVICE, at, image);
    ImageReference reference = new ImageReference("device-images", 0, offset, image.length, "00");
    if (score > 1) {
      ImageEvent event =
          ImageEvent.of(
              "alert-" + offset,
              URI.create("/test"),
              ImageEvent.ANOMALOUS,
              new ImageEvent.Data(DEVICE, MODEL, score, 1, score, 0.01, null, at, at, reference));
      kafka.add("anomalies", 0, DEVICE, at, EventJson.write(event));
    }
    return new Sighting(at, score, score, 1, 0.01, MODEL, reference);
  }

  private void incident(Sighting first, Judgement.Verdict verdict) {
    Incident raised =
        IncidentLife.raiseAnomaly(
            DEVICE, "line1", first, 1, new IncidentLife.Recent(1, 1), null, List.of(), null);
    OperatorAction judge =
        new OperatorAction(
            "action",
            raised.id(),
            OperatorAction.Type.JUDGE,
            "anna",
            first.at(),
            null,
            null,
            null,
            verdict);
    incidents.add(IncidentLife.apply(raised, judge, first.at(), Duration.ofHours(1)));
  }

  private String run(int status, String... arguments) {
    StringWriter output = new StringWriter();
    ReplayCommand command =
        new ReplayCommand(
            new HistoryOptions(configuration -> kafka.reader()),
            configuration -> incidents,
            configuration -> new RecordReader(kafka::consumer),
            configuration -> limits);
    CommandLine line =
        StreamApp.commandLine(command)
            .setOut(new PrintWriter(output))
            .setErr(new PrintWriter(output));
    List<String> all =
        new ArrayList<>(
            List.of(
                "--config",
                config.toString(),
                "--model",
                TestModels.MNIST_ZERO.toString(),
                "--from",
                "2026-01-05T07:00:00Z"));
    all.addAll(List.of(arguments));
    assertThat(line.execute(all.toArray(new String[0]))).as(output.toString()).isEqualTo(status);
    return output.toString();
  }

  private JsonNode json(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--json"));
    all.addAll(List.of(arguments));
    return JsonMapper.shared().readTree(run(0, all.toArray(new String[0])));
  }

  @Test
  void showsWhatWasBesideWhatWouldBe() {
    image(0, TestModels.ring(), 0.5);
    image(1, TestModels.cross(), 3);
    image(2, TestModels.ring(), 2);
    image(3, TestModels.cross(), 0.5);

    JsonNode total = json("--to", "2026-01-05T09:00:00Z").get("total");

    assertThat(total.get("images").asInt()).isEqualTo(4);
    assertThat(total.get("wasAlerts").asInt()).isEqualTo(2);
    assertThat(total.get("wouldAlerts").asInt()).isEqualTo(2);
    assertThat(total.get("bothAlerts").asInt()).isEqualTo(1);
  }

  @Test
  void saysWhichRealIncidentWouldBeMissedAndWhichFalseOneVanishes() {
    incident(image(0, TestModels.cross(), 3), Judgement.Verdict.REAL);
    incident(image(600, TestModels.ring(), 3), Judgement.Verdict.REAL);
    incident(image(1200, TestModels.ring(), 3), Judgement.Verdict.FALSE);

    assertThat(run(0, "--to", "2026-01-05T09:00:00Z"))
        .contains("judged real: 2 incidents, 1 would be missed")
        .contains(incidents.get(1).id() + "  2026-01-05T08:10:00Z")
        .contains("judged false: 1 incidents, 1 would not be raised");
  }

  @Test
  void aHigherThresholdRaisesLess() {
    image(0, TestModels.cross(), 3);

    assertThat(json("--threshold", "1e9").get("total").get("wouldAlerts").asInt()).isZero();
    assertThat(json("--false-alarm-rate", "0.5").get("total").get("wouldAlerts").asInt()).isOne();
  }

  /** The confirmed limit of the device, under which no image is anomalous. */
  private static DeviceLimit wideLimit(String graph) {
    ByteBuffer distances = ByteBuffer.allocate(100 * Float.BYTES);
    for (int i = 0; i < 100; i++) {
      distances.putFloat(1e8f + i);
    }
    return new DeviceLimit(
        DEVICE,
        "line1",
        DeviceLimit.State.CONFIRMED,
        MODEL,
        graph,
        100,
        100,
        START,
        START,
        0.05,
        1e9,
        Base64.getEncoder().encodeToString(distances.array()),
        List.of(),
        null,
        "anna",
        START,
        null,
        null);
  }

  @Test
  void theLimitOfTheDeviceCountsForTheSameNetwork() {
    image(0, TestModels.cross(), 3);
    try (Model model = Model.load(TestModels.MNIST_ZERO)) {
      limits.add(wideLimit(model.graphSha256()));
    }

    JsonNode result = json();
    assertThat(result.get("total").get("wouldAlerts").asInt()).isZero();
    assertThat(result.get("limitedDevices").asInt()).isOne();
    assertThat(run(0)).contains("limits     1 devices are judged with their own limit");
    JsonNode shared = json("--false-alarm-rate", "0.5");
    assertThat(shared.get("total").get("wouldAlerts").asInt()).isOne();
    assertThat(shared.get("limitedDevices").asInt()).isZero();
  }

  @Test
  void theLimitOfAnotherNetworkDoesNotCount() {
    image(0, TestModels.cross(), 3);
    limits.add(wideLimit("another"));

    assertThat(json().get("total").get("wouldAlerts").asInt()).isOne();
  }

  @Test
  void refusesTwoThresholds() {
    assertThat(run(2, "--threshold", "1", "--false-alarm-rate", "0.1")).contains("not both");
  }

  @Test
  void refusesATimeThatIsNone() {
    assertThat(run(2, "--to", "yesterday")).contains("--to").contains("must be a time such as");
  }

  @Test
  void saysThatNoDeviceMatches() {
    image(0, TestModels.ring(), 0);

    assertThat(run(1, "--device", "mill-*")).contains("no device of the topic 'device-images'");
  }

  @Test
  void writesAPageWithTheImagesThatDifferAndEscapesTheDevice() throws Exception {
    image(0, TestModels.ring(), 3);
    image(1, TestModels.cross(), 0);
    image(2, "no image".getBytes(UTF_8), 3);

    run(0, "--report", folder.resolve("report").toString());

    String page = Files.readString(folder.resolve("report/index.html"));
    assertThat(page)
        .contains("line1-&lt;b&gt;camera&lt;/b&gt;")
        .doesNotContain("<b>camera")
        .contains("An alert would be raised")
        .contains("An alert was raised")
        .contains("Score now: rejected")
        .doesNotContain("http:", "https:", "<script");
    assertThat(page.split("data:image/png;base64,", -1)).hasSize(5);
  }

  @Test
  void warnsOfSeveralModels() throws Exception {
    Files.writeString(
        config, "{models: [{file: a.onnx, devices: 'a*'}, {file: b.onnx, devices: 'b*'}]}");
    image(0, TestModels.ring(), 0);

    assertThat(run(0)).contains("the configuration has 2 models");
    assertThat(run(0, "--device", "line1-*")).doesNotContain("WARNING");
  }
}
