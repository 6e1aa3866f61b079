package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.OnnxFile;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.JudgedIncidents;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.recalibration.MemoryPlant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recalibrates the shipped model of zeros on a history in memory. */
class RecalibrateCommandTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(BEGIN.plusSeconds(7200), ZoneOffset.UTC);
  private static final String DEVICE = "line1-a";

  @TempDir private Path folder;
  private final MemoryPlant plant = new MemoryPlant();
  private final Random random = new Random(5);
  private final StringWriter output = new StringWriter();
  private int second;
  private Path config;
  private Path out;

  @BeforeEach
  void configure() throws IOException {
    config = Files.writeString(folder.resolve("kizuki.yaml"), "models: [{file: unused.onnx}]");
    out = folder.resolve("next.onnx");
    plant.topics.create("device-images", 1);
  }

  /** A ring with noise. More noise gives a larger distance. */
  private byte[] ring(int noise) {
    byte[] pixels = TestModels.ring();
    for (int i = 0; i < pixels.length; i++) {
      int value = (pixels[i] & 0xff) + random.nextInt(noise + 1);
      pixels[i] = (byte) Math.min(255, value);
    }
    return pixels;
  }

  private void add(byte[] image) {
    plant.topics.add("device-images", 0, DEVICE, BEGIN.plusSeconds(second++), image);
  }

  private void addRings(int count, int noise) {
    for (int i = 0; i < count; i++) {
      add(ring(noise));
    }
  }

  private void judge(String id, int from, int to, Judgement.Verdict verdict) {
    plant.incidents.add(
        JudgedIncidents.of(
            id,
            DEVICE,
            IncidentKind.ANOMALY,
            BEGIN.plusSeconds(from),
            BEGIN.plusSeconds(to),
            verdict));
  }

  private int run(String... arguments) {
    return new RecalibrateRun(plant, CLOCK, config)
        .run(TestModels.MNIST_ZERO, out, output, arguments);
  }

  /** The verdicts on a false alarm and on a real defect. */
  private List<Verdict> verdicts(Path model) {
    try (Model loaded = Model.load(model);
        ImageJudge judge = new ImageJudge(loaded, ImageLimits.DEFAULT)) {
      return judge.judge(List.of(ring(125), TestModels.cross()));
    }
  }

  /** Normal images, a false alarm of 15 images, and a real one of 3 images. */
  private void runPlant() {
    addNormals(300);
    addRings(15, 125);
    judge("a100", 300, 314, Judgement.Verdict.FALSE);
    addNormals(100);
    for (int i = 0; i < 3; i++) {
      byte[] cross = TestModels.cross();
      cross[i] = (byte) 255;
      add(cross);
    }
    judge("b200", 415, 417, Judgement.Verdict.REAL);
    addNormals(100);
  }

  private void addNormals(int count) {
    for (int i = 0; i < count; i++) {
      add(ring(40 + random.nextInt(70)));
    }
  }

  @Test
  void falseAlarmsEndAndTheRealDefectStays() throws IOException {
    runPlant();
    assertThat(verdicts(TestModels.MNIST_ZERO).get(0)).isInstanceOf(Verdict.Anomalous.class);
    assertThat(run("--from-feedback", "--false-alarm-rate", "0.002")).isZero();
    assertThat(output.toString())
        .contains(
            "518 read; 515 calibrate, 15 of them from incidents that were judged false",
            "3 judged real, 0 undecided",
            "incidents     2 -> 1",
            "would not have been raised: 1",
            "a100  line1-a  2026-01-02T00:05:00Z  judged false by anna",
            "1-r20260102");
    assertThat(verdicts(out).get(0)).isInstanceOf(Verdict.Normal.class);
    assertThat(verdicts(out).get(1)).isInstanceOf(Verdict.Anomalous.class);
  }

  @Test
  void tellsWhichFalseAlarmsStayAndTheRateThatEndsThem() {
    runPlant();
    run("--from-feedback");
    assertThat(output.toString())
        .contains("judged false and still raised: 1", "--false-alarm-rate 0.00194 raises none");
    run("--from-feedback", "--false-alarm-rate", "0.00194", "--json");
    assertThat(output.toString()).contains("\"stillRaised\":[]");
  }

  @Test
  void theNewFileHasTheSameGraphAndSaysWhereItComesFrom() throws IOException {
    runPlant();
    run("--from", "2026-01-02T00:00:00Z", "--to", "now", "--model-version", "2");
    ModelFile old = ModelFile.read(TestModels.MNIST_ZERO);
    OnnxFile written = OnnxFile.of(Files.readAllBytes(out));
    assertThat(written.graphDigest()).isEqualTo(OnnxFile.of(old.bytes()).graphDigest());
    ModelMetadata metadata =
        ModelMetadata.fromJson(written.metadata(ModelMetadata.KEY).orElseThrow());
    assertThat(metadata.version()).isEqualTo("2");
    assertThat(metadata.calibration().size()).isEqualTo(515);
    assertThat(metadata.provenance().recalibrated())
        .hasValueSatisfying(
            origin -> {
              assertThat(origin.fromSha256()).isEqualTo(old.sha256());
              assertThat(origin.judgedFalse()).containsExactly("a100 by anna");
              assertThat(origin.judgedReal()).containsExactly("b200 by anna");
              assertThat(origin.images()).isEqualTo(515);
              assertThat(origin.insisted()).isEmpty();
            });
    StringWriter inspected = new StringWriter();
    StreamApp.commandLine().setOut(new PrintWriter(inspected)).execute("inspect", out.toString());
    assertThat(inspected.toString())
        .contains("recalibrated", "from version 1", "15 images of 1 incidents count as normal");
  }

  @Test
  void theSameHistoryGivesTheSameCalibration() throws IOException {
    runPlant();
    run("--from-feedback");
    String first = ModelMetadata.fromJson(metadata()).provenance().recalibrated().toString();
    run("--from-feedback");
    assertThat(ModelMetadata.fromJson(metadata()).provenance().recalibrated()).hasToString(first);
  }

  private String metadata() throws IOException {
    return OnnxFile.of(Files.readAllBytes(out)).metadata(ModelMetadata.KEY).orElseThrow();
  }

  @Test
  void theLotDrawsAFixedNumber() {
    runPlant();
    run("--from-feedback", "--images", "200", "--json");
    assertThat(output.toString())
        .containsPattern("\"images\":1(9[0-9])|\"images\":200")
        .contains("\"read\":518", "\"missed\":[]");
  }

  @Test
  void writesNothingIfARealIncidentWouldBeMissed() {
    addNormals(300);
    addRings(3, 120);
    judge("b200", 300, 302, Judgement.Verdict.REAL);
    addRings(15, 125);
    judge("a100", 303, 317, Judgement.Verdict.FALSE);
    addNormals(200);
    assertThat(run("--from-feedback")).isEqualTo(1);
    assertThat(output.toString())
        .contains("JUDGED REAL AND MISSED: 1", "b200", "OBJECTION", "REFUSED", "--force");
    assertThat(out).doesNotExist();
    assertThat(run("--from-feedback", "--force")).isZero();
    assertThat(output.toString()).contains("in spite of the objections");
    try (Model model = Model.load(out)) {
      assertThat(model.metadata().provenance().recalibrated().orElseThrow().insisted())
          .hasSize(1)
          .first()
          .asString()
          .contains("b200");
    }
  }

  @Test
  void refusesTooFewImagesEvenByForce() {
    addNormals(50);
    assertThat(run("--from", "1d", "--to", "now", "--force")).isEqualTo(1);
    assertThat(output.toString()).contains("at least 99", "there are 50", "REFUSED");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesFeedbackWithoutFeedback() {
    addNormals(200);
    judge("b200", 10, 12, Judgement.Verdict.REAL);
    assertThat(run("--from-feedback")).isEqualTo(2);
    assertThat(output.toString()).contains("no incident about a product was judged false");
  }

  @Test
  void refusesOptionsThatDoNotFit() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("--from", "1d")).isEqualTo(2);
    assertThat(run("--from-feedback", "--to", "now")).isEqualTo(2);
    assertThat(run("--from", "yesterday", "--to", "now")).isEqualTo(2);
    assertThat(run("--from-feedback", "--images", "0")).isEqualTo(2);
    assertThat(run("--from-feedback", "--model-version", "a b")).isEqualTo(2);
    assertThat(output.toString())
        .contains("give --from-feedback", "leave --to out", "--from must be a time")
        .contains("--images must be at least 1", "--model-version must be letters");
  }

  @Test
  void needsIncidents() throws IOException {
    Files.writeString(config, "models: [{file: unused.onnx}]\nincidents: {enabled: false}");
    assertThat(run("--from-feedback")).isEqualTo(2);
    assertThat(output.toString()).contains("recalibrate needs incidents", "incidents.enabled");
  }

  @Test
  void otherDevicesDoNotCount() {
    runPlant();
    for (int i = 0; i < 200; i++) {
      plant.topics.add("device-images", 0, "line2-b", BEGIN.plusSeconds(second++), ring(60));
    }
    run("--from-feedback", "--device", "line1-*");
    assertThat(output.toString()).contains("518 read");
  }

  @Test
  void theRateOfTheConfigurationCounts() throws IOException {
    Files.writeString(
        config, "models: [{file: ../onnx-models/models/mnist-zero.onnx, falseAlarmRate: 0.05}]");
    runPlant();
    run("--from-feedback");
    assertThat(output.toString()).contains("false-alarm rate 0.05");
  }
}
