package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.ModelFile;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.history.MemoryHistory;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentLife;
import dev.kizuki.stream.incident.Sighting;
import dev.kizuki.stream.kafka.RecordReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Explains an alert of a Kafka in memory with the model of zeros. */
class ExplainCommandTest {
  private static final String DEVICE = "line1-camera1";
  private static final String ALERT = DEVICE + "/17";
  private static final Instant AT = Instant.parse("2026-01-05T08:00:00Z");
  private static final String ZERO = ModelFile.read(TestModels.MNIST_ZERO).sha256();

  @TempDir private Path folder;

  private final MemoryHistory kafka = new MemoryHistory();
  private final List<Incident> incidents = new ArrayList<>();
  private Score score = new Score(0, 0, 0);
  private Path config;

  @BeforeEach
  void configure() throws Exception {
    configure(TestModels.MNIST_ZERO.toString(), "");
    try (Model model = Model.load(TestModels.MNIST_ZERO);
        ImageJudge judge = new ImageJudge(model, ImageLimits.DEFAULT)) {
      score = ((Verdict.Scored) judge.judge(TestModels.cross())).score();
    }
  }

  private void configure(String file, String archive) throws Exception {
    config =
        Files.writeString(
            folder.resolve("kizuki.yaml"),
            "{models: [{file: '%s'}], modelUpdates: {archive: '%s'}}".formatted(file, archive));
  }

  /** Adds an image and the alert on it. */
  private ImageEvent alert(double distance, double threshold, String sha256) {
    byte[] image = TestModels.cross();
    long offset = kafka.add("device-images", 0, DEVICE, AT, image);
    ImageEvent event =
        ImageEvent.of(
            ALERT,
            URI.create("/test"),
            ImageEvent.ANOMALOUS,
            new ImageEvent.Data(
                DEVICE,
                new ModelReference("mnist-zero", "1", sha256),
                distance,
                threshold,
                distance / threshold,
                score.pValue(),
                null,
                AT,
                AT,
                new ImageReference(
                    "device-images", 0, offset, image.length, ModelFile.sha256(image))));
    kafka.add("anomalies", 0, DEVICE, AT, EventJson.write(event));
    return event;
  }

  private ImageEvent alert() {
    return alert(score.distance(), score.threshold(), ZERO);
  }

  private String run(int status, String... arguments) {
    StringWriter output = new StringWriter();
    ExplainCommand command =
        new ExplainCommand(
            new ExplainCommand.Sources(
                configuration -> kafka.reader(),
                configuration -> incidents,
                configuration -> new RecordReader(kafka::consumer)));
    CommandLine line =
        StreamApp.commandLine(command)
            .setOut(new PrintWriter(output))
            .setErr(new PrintWriter(output));
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    all.addAll(List.of(arguments));
    assertThat(line.execute(all.toArray(new String[0]))).as(output.toString()).isEqualTo(status);
    return output.toString();
  }

  @Test
  void theVeryModelGivesTheSameNumberToTheLastBit() {
    alert();

    assertThat(run(0, ALERT))
        .contains("alert       line1-camera1/17 of line1-camera1")
        .contains("the very same file content")
        .contains("the same now, to the last bit")
        .contains("the model's own threshold")
        .contains("calibration images are at least so far away")
        .contains("present     model");
  }

  @Test
  void theDirectionsAddUpToTheSquaredDistance() {
    alert();

    JsonNode json = JsonMapper.shared().readTree(run(0, "--json", ALERT));

    assertThat(json.get("again").get("sameInBatchOf").asInt()).isOne();
    JsonNode largest = json.get("directions").get("largest");
    assertThat(largest).hasSize(5);
    double[] shares =
        StreamSupport.stream(largest.spliterator(), false)
            .mapToDouble(each -> each.get("share").asDouble())
            .toArray();
    assertThat(shares[0]).isBetween(shares[1], 1.0);
    double deviations = largest.get(0).get("deviations").asDouble();
    assertThat(deviations * deviations / (score.distance() * score.distance()))
        .isCloseTo(shares[0], offset(1e-4));
  }

  @Test
  void explainsTheWorstImageOfAnIncident() {
    ImageEvent.Data data = alert().data();
    Sighting worst =
        new Sighting(
            AT,
            data.score(),
            data.distance(),
            data.threshold(),
            data.pValue(),
            data.model(),
            data.image());
    Incident incident =
        IncidentLife.raiseAnomaly(
            DEVICE, "line1", worst, 1, new IncidentLife.Recent(1, 1), null, List.of(), null);
    incidents.add(incident);

    assertThat(run(0, incident.id().substring(0, 6)))
        .contains("incident    " + incident.id())
        .contains("the same now, to the last bit");
  }

  @Test
  void saysByHowMuchANumberDiffers() {
    float next = Math.nextUp((float) score.distance());
    alert(next, score.threshold(), ZERO);

    assertThat(run(0, ALERT))
        .contains("1 units in the last place away, in each batch size that was tried")
        .contains("[1, 2, 4, 8, 16, 32, 64]")
        .contains("ONNX Runtime");
  }

  @Test
  void saysThatADifferenceIsMoreThanRounding() {
    alert(2 * score.distance(), score.threshold(), ZERO);

    assertThat(run(0, ALERT)).contains("more than rounding");
  }

  @Test
  void namesAnotherModelAsSuch() {
    alert(score.distance() + 1, score.threshold(), "0".repeat(64));

    assertThat(run(0, "--model", TestModels.MNIST_ZERO.toString(), ALERT))
        .contains("ANOTHER model")
        .contains("now, by another model");
  }

  @Test
  void saysWhereItLookedForAModelThatIsMissing() {
    alert(score.distance(), score.threshold(), "0".repeat(64));

    assertThat(run(1, ALERT))
        .contains("the model mnist-zero 1 with the SHA-256 " + "0".repeat(64) + " is not here")
        .contains("modelUpdates.archive")
        .contains("--model");
  }

  @Test
  void findsTheModelInTheArchive() throws Exception {
    configure("gone.onnx", folder.toString());
    Files.copy(TestModels.MNIST_ZERO, folder.resolve(ZERO + ".onnx"));
    alert();

    assertThat(run(0, ALERT)).contains("the same now, to the last bit");
  }

  @Test
  void saysThatTheThresholdIsFromElsewhere() {
    alert(score.distance(), score.threshold() / 2, ZERO);

    assertThat(run(0, ALERT)).contains("neither the model's own");
  }

  @Test
  void writesTheHeatMap() throws Exception {
    alert();

    run(0, "--heatmap", folder.resolve("map.png").toString(), ALERT);

    assertThat(Files.readAllBytes(folder.resolve("map.png"))).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void saysThatKafkaNoLongerHoldsTheImage() {
    alert();
    kafka.add("device-images", 0, DEVICE, AT, new byte[1]);
    kafka.delete("device-images", 0, 1);

    assertThat(run(1, ALERT)).contains("Kafka no longer holds the image device-images-0@0");
  }

  @Test
  void saysThatTheTopicWasMadeAnew() {
    ImageEvent event = alert();
    MemoryHistory fresh = new MemoryHistory();
    fresh.add("device-images", 0, DEVICE, AT, TestModels.ring());
    fresh.add("anomalies", 0, DEVICE, AT, EventJson.write(event));

    StringWriter output = new StringWriter();
    int status =
        StreamApp.commandLine(
                new ExplainCommand(
                    new ExplainCommand.Sources(
                        configuration -> fresh.reader(),
                        configuration -> incidents,
                        configuration -> new RecordReader(fresh::consumer))))
            .setErr(new PrintWriter(output))
            .execute("--config", config.toString(), ALERT);

    assertThat(status).isOne();
    assertThat(output.toString()).contains("holds another image");
  }

  @Test
  void saysThatNothingHasThisId() {
    alert();

    assertThat(run(2, "nothing/1")).contains("there is no alert and no incident nothing/1");
  }
}
