package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.OnnxFile;
import dev.kizuki.model.Recalibrated;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renews the mean of the shipped model of zeros in a plant whose light has shifted. */
class RefitCommandTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(BEGIN.plusSeconds(7200), ZoneOffset.UTC);
  private static final String DEVICE = "line1-a";

  @TempDir private Path folder;
  private final MemoryPlant plant = new MemoryPlant();
  private final Random random = new Random(5);
  private StringWriter output = new StringWriter();
  private int second;
  private Path config;

  @BeforeEach
  void configure() throws IOException {
    config = Files.writeString(folder.resolve("kizuki.yaml"), "models: [{file: unused.onnx}]");
    plant.topics.create("device-images", 1);
  }

  /** A picture with noise, under a light that makes it flat and adds a gray to the left side. */
  private byte[] shifted(byte[] pixels) {
    byte[] picture = pixels.clone();
    int noise = 40 + random.nextInt(70);
    for (int i = 0; i < picture.length; i++) {
      int left = TestModels.SIDE - 1 - i % TestModels.SIDE;
      int value = (picture[i] & 0xff) + random.nextInt(noise + 1);
      picture[i] = (byte) Math.min(255, 3 * left + value * 7 / 10);
    }
    return picture;
  }

  /** A ring with a gap. */
  private static byte[] broken() {
    byte[] pixels = TestModels.ring();
    for (int i = 0; i < pixels.length; i++) {
      if (i % TestModels.SIDE > 16 && i / TestModels.SIDE > 11 && i / TestModels.SIDE < 17) {
        pixels[i] = 0;
      }
    }
    return pixels;
  }

  private void add(byte[] image) {
    plant.topics.add("device-images", 0, DEVICE, BEGIN.plusSeconds(second++), image);
  }

  private void addNormals(int count) {
    for (int i = 0; i < count; i++) {
      add(shifted(TestModels.ring()));
    }
  }

  private int run(Path model, Path out, String... arguments) {
    output = new StringWriter();
    List<String> all = new ArrayList<>(List.of("--from", "1d", "--to", "now"));
    all.addAll(List.of(arguments));
    return new RecalibrateRun(plant, CLOCK, config)
        .run(model, out, output, all.toArray(new String[0]));
  }

  private double alarms(Path model, byte[] product) {
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      images.add(shifted(product));
    }
    try (Model loaded = Model.load(model);
        ImageJudge judge = new ImageJudge(loaded, ImageLimits.DEFAULT)) {
      long alarms =
          judge.judge(images).stream().filter(Verdict.Anomalous.class::isInstance).count();
      return (double) alarms / images.size();
    }
  }

  private static Recalibrated origin(Path model) {
    try (Model loaded = Model.load(model)) {
      return loaded.metadata().provenance().recalibrated().orElseThrow();
    }
  }

  @Test
  void anotherLightCostsRecallUnlessTheMeanIsRenewed() {
    addNormals(800);
    Path threshold = folder.resolve("threshold.onnx");
    Path refitted = folder.resolve("refitted.onnx");
    assertThat(run(TestModels.MNIST_ZERO, threshold, "--force")).isZero();
    assertThat(run(TestModels.MNIST_ZERO, refitted, "--refit")).as("%s", output).isZero();
    assertThat(output.toString())
        .contains("800 read; 400 calibrate", "400 other images fit the mean of 600 values")
        .contains("the whitening stays: it needs 2400 images that fit", "begin anew");
    assertThat(alarms(threshold, TestModels.ring())).isLessThan(0.04);
    assertThat(alarms(refitted, TestModels.ring())).isLessThan(0.04);
    assertThat(alarms(threshold, broken())).isLessThan(0.85);
    assertThat(alarms(refitted, broken())).isGreaterThan(0.98);
  }

  @Test
  void theGraphIsAnotherOneAndTheFileSaysWhatWasRenewed() throws IOException {
    addNormals(400);
    Path out = folder.resolve("next.onnx");
    assertThat(run(TestModels.MNIST_ZERO, out, "--refit")).isZero();
    ModelFile old = ModelFile.read(TestModels.MNIST_ZERO);
    assertThat(OnnxFile.of(Files.readAllBytes(out)).graphDigest())
        .isNotEqualTo(OnnxFile.of(old.bytes()).graphDigest());
    Recalibrated origin = origin(out);
    assertThat(origin.hasSameGraph()).isFalse();
    assertThat(origin.images()).isEqualTo(200);
    assertThat(origin.refitted())
        .hasValueSatisfying(
            refitted -> {
              assertThat(refitted.fromSha256()).isEqualTo(old.sha256());
              assertThat(refitted.images()).isEqualTo(200);
              assertThat(refitted.imagesSha256()).isNotEqualTo(origin.imagesSha256());
              assertThat(refitted.whitening()).isFalse();
            });
    StringWriter inspected = new StringWriter();
    StreamApp.commandLine().setOut(new PrintWriter(inspected)).execute("inspect", out.toString());
    assertThat(inspected.toString()).contains("refitted    mean on 200 other images");
  }

  @Test
  void aLaterRecalibrationKeepsTheMeanAndASecondRefitComposes() throws IOException {
    addNormals(400);
    Path first = folder.resolve("first.onnx");
    Path second = folder.resolve("second.onnx");
    Path third = folder.resolve("third.onnx");
    assertThat(run(TestModels.MNIST_ZERO, first, "--refit")).isZero();
    assertThat(run(first, second)).isZero();
    assertThat(OnnxFile.of(Files.readAllBytes(second)).graphDigest())
        .isEqualTo(OnnxFile.of(Files.readAllBytes(first)).graphDigest());
    assertThat(origin(second).refitted()).isEqualTo(origin(first).refitted());
    assertThat(origin(second).hasSameGraph()).isTrue();
    assertThat(run(first, third, "--refit")).isZero();
    assertThat(output.toString()).containsPattern("it has moved by [0-9.]+e-0[4-9]");
    try (Model refitted = Model.load(first);
        Model again = Model.load(third)) {
      assertThat(again.metadata().threshold().distance())
          .isCloseTo(refitted.metadata().threshold().distance(), within(1e-3));
    }
  }

  @Test
  void aRealIncidentThatTheNewModelMissesIsAnObjection() {
    addNormals(200);
    int from = second;
    add(shifted(TestModels.ring()));
    judge("b200", from, Judgement.Verdict.REAL);
    addNormals(200);
    int cross = second;
    add(shifted(TestModels.cross()));
    judge("c300", cross, Judgement.Verdict.REAL);
    addNormals(200);
    Path out = folder.resolve("next.onnx");
    assertThat(run(TestModels.MNIST_ZERO, out, "--refit")).isEqualTo(1);
    assertThat(output.toString())
        .contains("JUDGED REAL AND MISSED: 1", "b200", "REFUSED", "2 judged real")
        .doesNotContain("c300");
    assertThat(out).doesNotExist();
  }

  private void judge(String id, int at, Judgement.Verdict verdict) {
    Instant moment = BEGIN.plusSeconds(at);
    plant.incidents.add(
        JudgedIncidents.of(id, DEVICE, IncidentKind.ANOMALY, moment, moment, verdict));
  }

  @Test
  void refusesTooFewImages() {
    addNormals(150);
    Path out = folder.resolve("next.onnx");
    assertThat(run(TestModels.MNIST_ZERO, out, "--refit", "--force")).isEqualTo(1);
    assertThat(output.toString())
        .contains("at least 200 normal images", "there are 150", "--refit");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesAModelOfSeveralPlaces() {
    addNormals(10);
    Path parts = Path.of("../onnx-models/models/demo-parts.onnx");
    assertThat(run(parts, folder.resolve("next.onnx"), "--refit")).isEqualTo(2);
    assertThat(output.toString())
        .contains("--refit needs a model whose distance is the length of one vector")
        .contains("Without --refit, recalibrate renews");
  }
}
