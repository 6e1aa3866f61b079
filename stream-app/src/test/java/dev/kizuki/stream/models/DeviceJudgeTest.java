package dev.kizuki.stream.models;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.image.raw.RawFormat;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.camera.PictureMeasure;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.drift.LatentCode;
import dev.kizuki.stream.event.ImageSender;
import dev.kizuki.stream.event.ImageSender.Canary;
import dev.kizuki.stream.event.ImageSender.Device;
import dev.kizuki.stream.event.ModelVerdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceJudgeTest {
  @TempDir private Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ServedModels models =
      ServedModels.load(
          List.of(
              new ModelRule(TestModels.MNIST_ZERO, "line1-*", null, null, null, null),
              // with a rate this high, the threshold is lower than the model's own
              new ModelRule(TestModels.MNIST_ZERO, "line2-*", 0.5, null, null, null)));

  @AfterEach
  void close() {
    models.close();
  }

  private DeviceJudge judge(ServedModels served, int maxBatch) {
    return new DeviceJudge(
        served, ImageLimits.DEFAULT, maxBatch, TestModels.metrics(registry).batches());
  }

  private static List<ModelVerdict> judgeAll(
      DeviceJudge judge, List<String> devices, List<byte[]> images) {
    List<ModelVerdict> verdicts = new ArrayList<>(Collections.nCopies(images.size(), null));
    List<Integer> positions = new ArrayList<>();
    judge.judge(
        devices.stream().<ImageSender>map(Device::new).toList(),
        images,
        (i, verdict) -> {
          positions.add(i);
          verdicts.set(i, verdict);
        });
    assertThat(positions).doesNotHaveDuplicates();
    return verdicts;
  }

  private static RejectionReason reason(ModelVerdict verdict) {
    return ((Verdict.Rejected) verdict.verdict()).rejection().reason();
  }

  @Test
  void judgesOneImage() {
    try (DeviceJudge judge = judge(models, 1)) {
      assertThat(judge.judge(new Device("line1-a"), TestModels.ring()).verdict())
          .isInstanceOf(Verdict.Normal.class);
      assertThat(judge.judge(new Device("line1-a"), TestModels.cross()).verdict())
          .isInstanceOf(Verdict.Anomalous.class);
    }
  }

  @Test
  void eachVerdictBelongsToItsImageWhateverTheOrderOfTheDevices() {
    List<String> devices = new ArrayList<>();
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      devices.add(i % 2 == 0 ? "line1-a" : "line2-a");
      images.add(i % 3 == 0 ? TestModels.cross() : TestModels.ring());
    }
    try (DeviceJudge judge = judge(models, 7)) {
      List<ModelVerdict> verdicts = judgeAll(judge, devices, images);
      for (int i = 0; i < 60; i++) {
        assertThat(verdicts.get(i).verdict() instanceof Verdict.Anomalous)
            .as("image %d", i)
            .isEqualTo(i % 3 == 0);
      }
    }
  }

  @Test
  void judgesEachDeviceWithTheThresholdOfItsModel() {
    double own = models.forDevice("line1-a").orElseThrow().threshold().distance();
    double lower = models.forDevice("line2-a").orElseThrow().threshold().distance();
    assertThat(lower).isLessThan(own);
    try (DeviceJudge judge = judge(models, 8)) {
      List<ModelVerdict> verdicts =
          judgeAll(
              judge,
              List.of("line1-a", "line2-a"),
              List.of(TestModels.cross(), TestModels.cross()));
      assertThat(verdicts)
          .extracting(verdict -> ((Verdict.Scored) verdict.verdict()).score().threshold())
          .containsExactly(own, lower);
    }
  }

  @Test
  void judgesMoreThan256ImagesAtOnce() {
    int count = 600;
    try (DeviceJudge judge = judge(models, 64)) {
      List<ModelVerdict> verdicts =
          judgeAll(
              judge,
              Collections.nCopies(count, "line1-a"),
              Collections.nCopies(count, TestModels.ring()));
      assertThat(verdicts)
          .allSatisfy(verdict -> assertThat(verdict.verdict()).isInstanceOf(Verdict.Normal.class));
    }
    assertThat(registry.get("kizuki.batch.size").summary().max()).isEqualTo(count);
  }

  @Test
  void aBadImageDoesNotDisturbItsNeighbours() {
    byte[] bad = {1, 2, 3};
    try (DeviceJudge judge = judge(models, 8)) {
      List<ModelVerdict> verdicts =
          judgeAll(
              judge,
              List.of("line1-a", "line1-a", "line1-a"),
              List.of(TestModels.ring(), bad, TestModels.cross()));
      assertThat(verdicts.get(0).verdict()).isInstanceOf(Verdict.Normal.class);
      assertThat(reason(verdicts.get(1))).isEqualTo(RejectionReason.UNKNOWN_FORMAT);
      assertThat(verdicts.get(2).verdict()).isInstanceOf(Verdict.Anomalous.class);
    }
  }

  @Test
  void aRejectedImageStillNamesTheModel() {
    try (DeviceJudge judge = judge(models, 8)) {
      ModelVerdict verdict = judge.judge(new Device("line1-a"), new byte[] {1});
      assertThat(verdict.model()).isNotNull();
    }
  }

  @Test
  void aDeviceWithoutAModelIsRejectedAndNamesTheDevice() {
    try (DeviceJudge judge = judge(models, 8)) {
      ModelVerdict verdict = judge.judge(new Device("line3-a"), TestModels.ring());
      assertThat(reason(verdict)).isEqualTo(RejectionReason.NO_MODEL);
      assertThat(verdict.model()).isNull();
      assertThat(((Verdict.Rejected) verdict.verdict()).rejection().detail()).contains("line3-a");
    }
  }

  @Test
  void noBytesAreAnEmptyImage() {
    try (DeviceJudge judge = judge(models, 8)) {
      assertThat(reason(judge.judge(new Device("line1-a"), null))).isEqualTo(RejectionReason.EMPTY);
    }
  }

  @Test
  void noImagesNeedNoVerdict() {
    try (DeviceJudge judge = judge(models, 8)) {
      assertThat(judgeAll(judge, List.of(), List.of())).isEmpty();
    }
  }

  @Test
  void aCanaryIsJudgedByTheModelThatItTests() {
    try (DeviceJudge judge = judge(models, 8)) {
      ModelVerdict verdict = judge.judge(new Canary("a", 1), TestModels.ring());
      assertThat(((Verdict.Scored) verdict.verdict()).score().threshold())
          .isEqualTo(models.forDevice("line2-a").orElseThrow().threshold().distance());
    }
  }

  @Test
  void aReplacedModelIsClosedByTheNextCall() throws IOException {
    RewrittenModel model = new RewrittenModel(folder);
    try (ServedModels served = model.load();
        DeviceJudge judge = judge(served, 8)) {
      judge.judge(new Device("camera"), TestModels.ring());
      ServedModel old = served.forDevice("camera").orElseThrow();
      model.write(model.second);
      served.update();
      assertThat(old.isRetired()).isTrue();
      // the judge still uses it
      assertThat(old.retain()).isTrue();
      old.release();
      ModelVerdict verdict = judge.judge(new Device("camera"), TestModels.ring());
      assertThat(verdict.model()).isEqualTo(served.forDevice("camera").orElseThrow().reference());
      assertThat(old.retain()).isFalse();
    }
  }

  @Test
  void closeReleasesTheModels() throws IOException {
    RewrittenModel model = new RewrittenModel(folder);
    ServedModels served = model.load();
    ServedModel only = served.forDevice("camera").orElseThrow();
    try (DeviceJudge judge = judge(served, 8)) {
      judge.judge(new Device("camera"), TestModels.ring());
      served.close();
      assertThat(only.retain()).isTrue();
      only.release();
    }
    assertThat(only.retain()).isFalse();
  }

  @Test
  void theImagesOfAFailedCallAreNotJudgedByTheNext() throws IOException {
    RewrittenModel model = new RewrittenModel(folder);
    try (ServedModels served = model.load();
        DeviceJudge judge = judge(served, 8)) {
      judge.judge(new Device("camera"), TestModels.ring());
      BrokenModels.closeSession(served, "camera", 2);
      List<String> devices = Collections.nCopies(5, "camera");
      List<byte[]> images = Collections.nCopies(5, TestModels.cross());
      assertThatThrownBy(() -> judgeAll(judge, devices, images))
          .isInstanceOf(IllegalStateException.class);
      // none of the five is left: with an image of nobody, the batch is empty and nothing runs
      assertThat(judgeAll(judge, List.of(), List.of())).isEmpty();
    }
  }

  private DeviceJudge measuringJudge() {
    return new DeviceJudge(
        models,
        ImageLimits.DEFAULT,
        8,
        TestModels.metrics(registry).batches(),
        new PictureSampler(Duration.ofSeconds(1), () -> 0));
  }

  @Test
  void measuresOneImageOfEachDeviceAndInterval() {
    List<String> devices = List.of("line1-a", "line2-a", "line1-a", "line1-b", "line1-b");
    try (DeviceJudge judge = measuringJudge()) {
      List<byte[]> images = Collections.nCopies(devices.size(), TestModels.ring());
      List<ModelVerdict> verdicts = judgeAll(judge, devices, images);
      assertThat(verdicts)
          .extracting(verdict -> verdict.picture() != null)
          .containsExactly(true, true, false, true, false);
      assertThat(judgeAll(judge, devices, images))
          .allSatisfy(verdict -> assertThat(verdict.picture()).isNull());
    }
  }

  @Test
  void thePictureBelongsToItsImage() {
    try (DeviceJudge judge = measuringJudge()) {
      List<ModelVerdict> verdicts =
          judgeAll(
              judge,
              List.of("line1-a", "line1-b", "line1-c"),
              List.of(TestModels.ring(), new byte[] {1}, TestModels.cross()));
      ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT, new RawFormat(1, 28, 28));
      PictureMeasure measure = new PictureMeasure();
      for (int i : new int[] {0, 2}) {
        byte[] image = i == 0 ? TestModels.ring() : TestModels.cross();
        assertThat(requireNonNull(verdicts.get(i).picture()).digest())
            .isEqualTo(measure.measure((Pixels) decoder.decode(image)).digest());
      }
      assertThat(verdicts.get(1).picture()).isNull();
    }
  }

  @Test
  void theLatentCodeBelongsToItsImage() {
    try (DeviceJudge judge = measuringJudge();
        DeviceJudge another = measuringJudge()) {
      List<ModelVerdict> together =
          judgeAll(
              judge,
              List.of("line1-a", "line1-b", "line1-a", "line1-c"),
              List.of(TestModels.ring(), new byte[] {1}, TestModels.ring(), TestModels.cross()));
      LatentCode ring = requireNonNull(together.get(0).latent());
      LatentCode cross = requireNonNull(together.get(3).latent());
      assertThat(ring).isEqualTo(code(another, "line1-d", TestModels.ring()));
      assertThat(cross).isEqualTo(code(another, "line1-e", TestModels.cross()));
      assertThat(ring).isNotEqualTo(cross);
      assertThat(together.get(1).latent()).as("not an image").isNull();
      assertThat(together.get(2).latent()).as("not measured").isNull();
    }
  }

  private static @Nullable LatentCode code(DeviceJudge judge, String device, byte[] image) {
    return judge.judge(new Device(device), image).latent();
  }

  @Test
  void doesNotMeasureCanaries() {
    try (DeviceJudge judge = measuringJudge()) {
      assertThat(judge.judge(new Canary("line1-a", 1), TestModels.ring()).picture()).isNull();
      assertThat(judge.judge(new Device("line1-a"), TestModels.ring()).picture()).isNotNull();
    }
  }

  @Test
  void measuresNothingWithoutASampler() {
    try (DeviceJudge judge = judge(models, 8)) {
      assertThat(judge.judge(new Device("line1-a"), TestModels.ring()).picture()).isNull();
    }
  }
}
