package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.OnnxFile;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.LimitAction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the limit of a device that restarts, gets another model, or has a fault. */
class LimitLifeTest {
  private static final String CAMERA = "camera-1";

  @TempDir private Path folder;
  private Path file;
  private byte[] first;
  private LimitRun run;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("model.onnx");
    first = Files.readAllBytes(TestModels.MNIST_ZERO);
    Files.write(file, first);
    run = new LimitRun(file, /* measures= */ false);
  }

  @AfterEach
  void close() {
    run.close();
  }

  private void serve(byte[] model) throws IOException {
    Files.write(file, model);
    assertThat(run.topology.models.update().taken()).isEqualTo(1);
  }

  /** The model with another version and another calibration, as recalibration writes it. */
  private byte[] recalibrated() {
    OnnxFile model = OnnxFile.of(first);
    String json = model.metadata(ModelMetadata.KEY).orElseThrow();
    ModelMetadata metadata = ModelMetadata.fromJson(json);
    String changed =
        json.replace(
            "\"version\":\"%s\"".formatted(metadata.version()), "\"version\":\"recalibrated\"");
    assertThat(changed).isNotEqualTo(json);
    return model.withMetadata(ModelMetadata.KEY, changed);
  }

  /** The model with a description of its graph: the same distances, another network. */
  private byte[] other() {
    byte[] text = "other".getBytes(StandardCharsets.US_ASCII);
    byte[] model = Arrays.copyOf(first, first.length + 2 + text.length);
    model[first.length] = 0x32; // field 6 of ModelProto, a text
    model[first.length + 1] = (byte) text.length;
    System.arraycopy(text, 0, model, first.length + 2, text.length);
    return model;
  }

  private void assertOwnLimit(DeviceLimit limit) {
    run.topology.scores();
    run.anomalous(CAMERA, 20);
    assertThat(run.topology.scores())
        .hasSize(20)
        .allMatch(score -> score.data().limit() == LimitOwner.DEVICE)
        .allMatch(score -> Objects.equals(limit.threshold(), score.data().threshold()));
    assertThat(run.alerts()).hasSizeLessThan(10);
  }

  private void assertModelsLimit() {
    run.alerts();
    run.anomalous(CAMERA, 5);
    assertThat(run.alerts()).hasSize(5).allMatch(alert -> alert.data().limit() == LimitOwner.MODEL);
  }

  private List<Incident> incidents() {
    return run.topology.output("incidents").readValuesToList().stream()
        .map(json -> IncidentJson.read(json, IncidentEvent.class).data().incident())
        .toList();
  }

  @Test
  void aRestartKeepsWhatWasLearnedUntilTheLastMinute() {
    run.normal(CAMERA, 30);
    run.topology.driver.advanceWallClockTime(Duration.ofSeconds(61));
    assertThat(run.limit(CAMERA).images()).isEqualTo(30);
    run.normal(CAMERA, 5);
    run.restart();
    run.normal(CAMERA, 29);
    assertThat(run.limit(CAMERA).state()).isEqualTo(State.LEARNING);
    run.normal(CAMERA, 1);
    assertThat(run.limit(CAMERA).state()).isEqualTo(State.WAITING);
    assertThat(run.limit(CAMERA).values()).hasSize(60);
  }

  @Test
  void aRestartKeepsAConfirmedLimitAndItsBurnIn() {
    DeviceLimit confirmed = run.confirmed(CAMERA);
    run.restart();
    assertOwnLimit(confirmed);
    run.act(CAMERA, LimitAction.Type.DROP);
    DeviceLimit dropped = run.limit(CAMERA);
    assertThat(dropped.state()).isEqualTo(State.WAITING);
    assertThat(dropped.values()).isEqualTo(confirmed.values());
    assertModelsLimit();
  }

  @Test
  void aRecalibratedModelKeepsTheLimit() throws IOException {
    DeviceLimit confirmed = run.confirmed(CAMERA);
    serve(recalibrated());
    assertOwnLimit(confirmed);
    run.anomalous(CAMERA, 1);
    assertThat(run.topology.scores())
        .singleElement()
        .satisfies(score -> assertThat(score.data().model().version()).isEqualTo("recalibrated"));
  }

  @Test
  void aRecalibratedModelKeepsWhatWasLearned() throws IOException {
    run.normal(CAMERA, 30);
    serve(recalibrated());
    run.normal(CAMERA, 30);
    DeviceLimit waiting = run.limit(CAMERA);
    assertThat(waiting.state()).isEqualTo(State.WAITING);
    assertThat(waiting.model().version()).isEqualTo("recalibrated");
  }

  @Test
  void anotherNetworkSuspendsTheLimitUntilTheFirstOneIsBack() throws IOException {
    DeviceLimit confirmed = run.confirmed(CAMERA);
    serve(other());
    assertModelsLimit();
    DeviceLimit learning = run.limit(CAMERA);
    assertThat(learning.state()).isEqualTo(State.LEARNING);
    assertThat(learning.graph()).isNotEqualTo(confirmed.graph());
    run.restart();
    serve(first);
    run.normal(CAMERA, 1);
    assertThat(run.limit(CAMERA).state()).isEqualTo(State.CONFIRMED);
    assertOwnLimit(confirmed);
  }

  @Test
  void aLimitForAnotherNetworkReplacesTheFirstOneWhenItIsConfirmed() throws IOException {
    DeviceLimit confirmed = run.confirmed(CAMERA);
    serve(other());
    DeviceLimit second = run.confirmed(CAMERA);
    assertThat(second.state()).isEqualTo(State.CONFIRMED);
    assertThat(second.graph()).isNotEqualTo(confirmed.graph());
    assertOwnLimit(second);
    serve(first);
    assertModelsLimit();
    assertThat(run.limit(CAMERA).state()).isEqualTo(State.LEARNING);
    assertThat(run.limit(CAMERA).graph()).isEqualTo(confirmed.graph());
  }

  @Test
  void imagesOfARealIncidentAreNotLearned() {
    run.normal(CAMERA, 30);
    run.anomalous(CAMERA, 5);
    Incident raised = incidents().get(0);
    assertThat(raised.kind()).isEqualTo(IncidentKind.ANOMALY);
    OperatorAction real =
        new OperatorAction(
            "judgement",
            raised.id(),
            OperatorAction.Type.JUDGE,
            "anna",
            Instant.EPOCH,
            null,
            null,
            null,
            Judgement.Verdict.REAL);
    run.topology.input("actions").pipeInput(CAMERA, IncidentJson.write(real));
    run.anomalous(CAMERA, 5);
    run.normal(CAMERA, 29);
    assertThat(run.limit(CAMERA).state()).isEqualTo(State.LEARNING);
    run.normal(CAMERA, 1);
    DeviceLimit waiting = run.limit(CAMERA);
    assertThat(waiting.state()).isEqualTo(State.WAITING);
    double threshold = Objects.requireNonNull(raised.worst()).threshold();
    for (float distance : waiting.values()) {
      assertThat((double) distance).isLessThanOrEqualTo(threshold);
    }
    assertThat(waiting.unusual()).allMatch(image -> image.distance() <= threshold);
  }

  @Test
  void imagesOfASickCameraAreNotLearned() {
    run.close();
    run = new LimitRun(file, /* measures= */ true);
    run.normal(CAMERA, 30);
    byte[] black = new byte[TestModels.SIDE * TestModels.SIDE];
    run.topology.scores();
    run.send(CAMERA, black);
    double distance = run.topology.scores().get(0).data().distance();
    for (int i = 0; i < 9; i++) {
      run.send(CAMERA, black);
    }
    assertThat(incidents()).anyMatch(incident -> incident.kind() == IncidentKind.DARK);
    int images = 0;
    do {
      run.normal(CAMERA, 1);
      images++;
    } while (run.limit(CAMERA).state() == State.LEARNING && images < 100);
    DeviceLimit waiting = run.limit(CAMERA);
    assertThat(waiting.state()).isEqualTo(State.WAITING);
    // the two images before the first black one, and the first of those that end the fault
    assertThat(images).isGreaterThan(30).isLessThan(40);
    assertThat(waiting.values()).hasSize(60).doesNotContain((float) distance);
  }
}
