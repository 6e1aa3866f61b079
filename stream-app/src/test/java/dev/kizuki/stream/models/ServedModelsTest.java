package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.ImageSender.Device;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.metrics.ModelDescription;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading, choosing and replacing models. */
class ServedModelsTest {
  @TempDir private Path folder;

  private RewrittenModel model;
  private byte[] first;
  private byte[] second;

  @BeforeEach
  void write() throws IOException {
    model = new RewrittenModel(folder);
    first = model.first;
    second = model.second;
  }

  private void put(byte[] bytes) throws IOException {
    model.write(bytes);
  }

  private ServedModels load() {
    return model.load();
  }

  private static String sha256(ServedModels models) {
    return models.forDevice("camera").orElseThrow().reference().sha256();
  }

  @Test
  void aNewFileTakesOverAndRestoringTheOldOneRollsBack() throws IOException {
    try (ServedModels models = load()) {
      assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 0));
      put(second);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(1, 0));
      assertThat(sha256(models)).isEqualTo(ModelFile.sha256(second));
      put(first);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(1, 0));
      assertThat(sha256(models)).isEqualTo(ModelFile.sha256(first));
      // a new time stamp, but the same content
      put(first);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 0));
    }
  }

  @Test
  void aBadFileIsRefusedOnceAndTheOldModelKeepsServing() throws IOException {
    List<byte[]> bad =
        List.of(
            new byte[0],
            "hello".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(first, first.length / 2),
            Arrays.copyOf(first, first.length - 100),
            model.damaged());
    try (ServedModels models = load()) {
      for (byte[] content : bad) {
        put(content);
        assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 1));
        assertThat(models.refused()).isEqualTo(1);
        // an unchanged file is not tried again
        assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 0));
        assertThat(sha256(models)).isEqualTo(ModelFile.sha256(first));
      }
      Files.delete(model.file);
      assertThat(models.update().refused()).isEqualTo(1);
      assertThat(sha256(models)).isEqualTo(ModelFile.sha256(first));
      put(second);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(1, 0));
      assertThat(models.refused()).isZero();
    }
  }

  @Test
  void aMissingFileStopsTheStart() {
    Path missing = folder.resolve("missing.onnx");
    assertThatThrownBy(
            () -> ServedModels.load(List.of(new ModelRule(missing, null, null, null, null, null))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("missing.onnx");
  }

  @Test
  void aDamagedFileStopsTheStart() throws IOException {
    put(model.damaged());
    assertThatThrownBy(this::load)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.onnx");
  }

  @Test
  void aFalseAlarmRateThatTheCalibrationCannotGiveStopsTheStartAndNamesTheKey() {
    ModelRule rule = new ModelRule(model.file, null, 1e-9, null, null, null);
    assertThatThrownBy(() -> ServedModels.load(List.of(rule)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("falseAlarmRate")
        .hasMessageContaining("model.onnx");
  }

  @Test
  void theThresholdIsTheModelsOwnUnlessARateIsConfigured() {
    List<ModelRule> rules =
        List.of(
            new ModelRule(model.file, "a", null, null, null, null),
            new ModelRule(model.file, "b", 0.05, null, null, null));
    try (ServedModels models = ServedModels.load(rules)) {
      ServedModel own = models.forDevice("a").orElseThrow();
      ServedModel chosen = models.forDevice("b").orElseThrow();
      assertThat(own.threshold()).isEqualTo(own.model().metadata().threshold());
      assertThat(chosen.threshold())
          .isEqualTo(chosen.model().metadata().calibration().threshold(0.05));
    }
  }

  @Test
  void theNormalImageIsTheOneThatIsConfigured() {
    Path normal = folder.resolve("normal.png");
    try (ServedModels models =
        ServedModels.load(
            List.of(
                new ModelRule(model.file, "a", null, normal, null, null),
                new ModelRule(model.file, "b", null, null, null, null)))) {
      assertThat(models.forDevice("a").orElseThrow().normalImage()).contains(normal);
      assertThat(models.forDevice("b").orElseThrow().normalImage()).isEmpty();
    }
  }

  @Test
  void twoEntriesOfOneFileShareTheModelAndAreReplacedTogether() throws IOException {
    List<ModelRule> rules =
        List.of(
            new ModelRule(model.file, "a", null, null, null, null),
            new ModelRule(model.file, "b", 0.05, null, null, null));
    try (ServedModels models = ServedModels.load(rules)) {
      assertThat(models.all().get(0).model()).isSameAs(models.all().get(1).model());
      put(second);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(1, 0));
      assertThat(models.all())
          .allSatisfy(
              served -> assertThat(served.reference().sha256()).isEqualTo(model.secondDigest()));
      assertThat(models.forDevice("b").orElseThrow().threshold().falseAlarmRate()).isEqualTo(0.05);
    }
  }

  @Test
  void aChangedFileReplacesOnlyItsOwnModel() throws IOException {
    Path other = Files.write(folder.resolve("other.onnx"), first);
    List<ModelRule> rules =
        List.of(
            new ModelRule(model.file, "a", null, null, null, null),
            new ModelRule(other, "b", null, null, null, null));
    try (ServedModels models = ServedModels.load(rules)) {
      put(second);
      models.update();
      assertThat(models.forDevice("a").orElseThrow().reference().sha256())
          .isEqualTo(model.secondDigest());
      assertThat(models.forDevice("b").orElseThrow().reference().sha256())
          .isEqualTo(model.firstDigest());
    }
  }

  @Test
  void aRefusedFileDoesNotKeepAnotherFromTakingOver() throws IOException {
    Path other = Files.write(folder.resolve("other.onnx"), first);
    List<ModelRule> rules =
        List.of(
            new ModelRule(model.file, "a", null, null, null, null),
            new ModelRule(other, "b", null, null, null, null));
    try (ServedModels models = ServedModels.load(rules)) {
      put(new byte[0]);
      Files.write(other, second);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(1, 1));
      assertThat(models.forDevice("b").orElseThrow().reference().sha256())
          .isEqualTo(model.secondDigest());
    }
  }

  @Test
  void theListOfModelsStaysTheSameObjectUntilAModelIsReplaced() throws IOException {
    try (ServedModels models = load()) {
      List<ServedModel> before = models.all();
      models.update();
      assertThat(models.all()).isSameAs(before);
      put(second);
      models.update();
      assertThat(models.all()).isNotSameAs(before);
    }
  }

  @Test
  void aFailedSelfTestIsKeptUntilOnePasses() throws IOException {
    try (ServedModels models = load()) {
      models.selfTest();
      assertThat(models.all().get(0).passedSelfTest()).isTrue();
      BrokenModels.closeSession(models, "camera", 1);
      models.selfTest();
      assertThat(models.all().get(0).passedSelfTest()).isFalse();
      put(second);
      models.update();
      assertThat(models.all().get(0).passedSelfTest()).isTrue();
    }
  }

  @Test
  void describesEachModelForTheMetrics() {
    try (ServedModels models = load()) {
      ModelDescription description = models.descriptions().get(0);
      ServedModel served = models.all().get(0);
      assertThat(models.descriptions()).hasSize(1);
      assertThat(description.reference()).isEqualTo(served.reference());
      assertThat(description.threshold()).isEqualTo(served.threshold());
      assertThat(description.passesSelfTest().getAsBoolean()).isTrue();
    }
  }

  @Test
  void closeClosesTheModelsThatNobodyUses() {
    ServedModels models = load();
    ServedModel served = models.all().get(0);
    models.close();
    assertThat(served.retain()).isFalse();
  }

  @Test
  void fiftySwapsUnderLoadLoseNoImage() throws Exception {
    Set<String> known = Set.of(ModelFile.sha256(first), ModelFile.sha256(second));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong judged = new AtomicLong();
    Set<String> unexpected = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (ServedModels models = load()) {
      for (int thread = 0; thread < 3; thread++) {
        threads.execute(
            () -> {
              try (DeviceJudge judge =
                  new DeviceJudge(
                      models,
                      ImageLimits.DEFAULT,
                      64,
                      TestModels.metrics(new SimpleMeterRegistry()).batches())) {
                while (!stop.get()) {
                  ModelVerdict verdict = judge.judge(new Device("camera"), TestModels.cross());
                  if (!(verdict.verdict() instanceof Verdict.Anomalous)
                      || verdict.model() == null
                      || !known.contains(verdict.model().sha256())) {
                    unexpected.add(String.valueOf(verdict));
                  }
                  judged.incrementAndGet();
                }
              } catch (RuntimeException e) {
                unexpected.add(e.toString());
              }
            });
      }
      for (int i = 0; i < 50; i++) {
        put(i % 2 == 0 ? second : first);
        assertThat(models.update().taken()).isEqualTo(1);
      }
      stop.set(true);
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
    assertThat(unexpected).isEmpty();
    assertThat(judged.get()).isGreaterThan(50);
  }
}
