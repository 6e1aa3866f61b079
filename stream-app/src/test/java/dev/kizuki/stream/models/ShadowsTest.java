package dev.kizuki.stream.models;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.ImageSender.Canary;
import dev.kizuki.stream.event.ImageSender.Device;
import dev.kizuki.stream.event.ModelEvent.Kind;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.metrics.BatchMetrics;
import dev.kizuki.stream.metrics.ShadowMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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

/**
 * Shadows of models: their files come and go, they score beside the models, they change nothing.
 */
class ShadowsTest {
  private static final Device CAMERA = new Device("camera");

  @TempDir private Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final BatchMetrics metrics = TestModels.metrics(registry).batches();
  private RewrittenModel model;
  private Path shadow;
  private long time = 1;

  @BeforeEach
  void write() throws IOException {
    model = new RewrittenModel(folder);
    shadow = folder.resolve("next.onnx");
  }

  private void putShadow(byte[] bytes) throws IOException {
    Files.write(shadow, bytes);
    Files.setLastModifiedTime(shadow, FileTime.fromMillis(time++ * 1000));
  }

  private ServedModels load() {
    return load(1);
  }

  private ServedModels load(double share) {
    return ServedModels.load(List.of(new ModelRule(model.file, "*", null, null, shadow, share)));
  }

  private DeviceJudge judge(ServedModels models) {
    return new DeviceJudge(models, ImageLimits.DEFAULT, 64, metrics);
  }

  private ShadowMetrics.Totals totals() {
    return metrics.shadows().totals(model.firstDigest(), model.secondDigest());
  }

  private static List<Kind> kinds(ServedModels models) {
    return models.changes().stream().map(ModelChange::kind).toList();
  }

  @Test
  void theShadowsVerdictTravelsBesideTheModels() throws IOException {
    putShadow(model.second);
    try (ServedModels models = load();
        DeviceJudge judge = judge(models)) {
      ModelVerdict verdict = judge.judge(CAMERA, TestModels.cross());
      assertThat(requireNonNull(verdict.model()).sha256()).isEqualTo(model.firstDigest());
      assertThat(requireNonNull(verdict.shadow()).model().sha256()).isEqualTo(model.secondDigest());
      assertThat(verdict.shadow().verdict()).isEqualTo(verdict.verdict());
      assertThat(totals().modelMicros()).isPositive();
      assertThat(totals().shadowMicros()).isPositive();
    }
  }

  @Test
  void aCanaryHasNoShadow() throws IOException {
    putShadow(model.second);
    try (ServedModels models = load();
        DeviceJudge judge = judge(models)) {
      assertThat(judge.judge(new Canary("camera", 0), TestModels.cross()).shadow()).isNull();
    }
  }

  @Test
  void onlyTheShareOfTheImagesIsScoredByTheShadow() throws IOException {
    putShadow(model.second);
    try (ServedModels models = load(0.5);
        DeviceJudge judge = judge(models)) {
      int scored = 0;
      for (int i = 0; i < 200; i++) {
        byte[] image = TestModels.ring();
        image[0] = (byte) i;
        ModelVerdict verdict = judge.judge(CAMERA, image);
        assertThat(verdict.verdict()).isInstanceOf(Verdict.Scored.class);
        scored += verdict.shadow() == null ? 0 : 1;
      }
      assertThat(scored).isBetween(60, 140);
    }
  }

  @Test
  void theShadowsFileAppearsChangesAndDisappears() throws IOException {
    try (ServedModels models = load();
        DeviceJudge judge = judge(models)) {
      assertThat(models.all().get(0).shadowProblem()).contains("no such file");
      assertThat(judge.judge(CAMERA, TestModels.ring()).shadow()).isNull();
      assertThat(kinds(models)).isEmpty();

      putShadow(model.first);
      models.update();
      assertThat(models.all().get(0).shadowProblem()).isEmpty();
      assertThat(requireNonNull(judge.judge(CAMERA, TestModels.ring()).shadow()).model().sha256())
          .isEqualTo(model.firstDigest());
      assertThat(kinds(models)).containsExactly(Kind.SHADOW_STARTED);

      putShadow(model.second);
      models.update();
      assertThat(requireNonNull(judge.judge(CAMERA, TestModels.ring()).shadow()).model().sha256())
          .isEqualTo(model.secondDigest());
      assertThat(kinds(models)).containsExactly(Kind.SHADOW_STARTED);

      Files.delete(shadow);
      models.update();
      assertThat(judge.judge(CAMERA, TestModels.ring()).shadow()).isNull();
      assertThat(kinds(models)).containsExactly(Kind.SHADOW_ENDED);
    }
  }

  @Test
  void aRefusedShadowStopsNothing() throws IOException {
    putShadow("hello".getBytes(StandardCharsets.UTF_8));
    try (ServedModels models = load();
        DeviceJudge judge = judge(models)) {
      assertThat(models.all().get(0).shadowProblem()).isNotEmpty();
      assertThat(judge.judge(CAMERA, TestModels.cross()).verdict())
          .isInstanceOf(Verdict.Anomalous.class);
      putShadow(model.second);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 0));
      assertThat(models.all().get(0).shadowProblem()).isEmpty();
    }
  }

  @Test
  void aFailingShadowLeavesTheVerdictsAlone() throws IOException {
    putShadow(model.second);
    try (ServedModels models = load();
        DeviceJudge judge = judge(models)) {
      ServedModel served = models.all().get(0);
      assertThat(judge.judge(CAMERA, TestModels.cross()).shadow()).isNotNull();
      BrokenModels.closeSession(served.shadow().orElseThrow(), 2);
      ModelVerdict verdict = judge.judge(CAMERA, TestModels.cross());
      assertThat(verdict.verdict()).isInstanceOf(Verdict.Anomalous.class);
      assertThat(verdict.shadow()).isNull();
      assertThat(served.shadowProblem()).isNotEmpty();
      assertThat(served.description().shadowScores()).isNotNull();
      assertThat(requireNonNull(served.description().shadowScores()).getAsBoolean()).isFalse();
      assertThat(registry.get("kizuki.shadow.failures").counter().count()).isEqualTo(1);
    }
  }

  @Test
  void anImageThatOnlyTheModelTakesHasARejectionAsTheShadowsVerdict() throws IOException {
    model.write(Files.readAllBytes(TestModels.resizing(folder)));
    putShadow(model.first);
    ImageLimits large = new ImageLimits(8 << 20, ImageLimits.DEFAULT.maxPixels());
    try (ServedModels models = load();
        DeviceJudge judge = new DeviceJudge(models, large, 64, metrics)) {
      ModelVerdict verdict = judge.judge(CAMERA, TestModels.photograph());
      assertThat(verdict.verdict()).isInstanceOf(Verdict.Scored.class);
      assertThat(requireNonNull(verdict.shadow()).verdict()).isInstanceOf(Verdict.Rejected.class);
    }
  }

  @Test
  void closeClosesTheShadow() throws IOException {
    putShadow(model.second);
    ServedModels models = load();
    ServedModel served = models.all().get(0).shadow().orElseThrow();
    models.close();
    assertThat(served.retain()).isFalse();
  }

  @Test
  void shadowsAndModelsAreSwappedUnderLoadWithoutALostImage() throws Exception {
    putShadow(model.second);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong judged = new AtomicLong();
    Set<String> unexpected = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (ServedModels models = load()) {
      for (int thread = 0; thread < 3; thread++) {
        threads.execute(
            () -> {
              try (DeviceJudge judge = judge(models)) {
                while (!stop.get()) {
                  ModelVerdict verdict = judge.judge(CAMERA, TestModels.cross());
                  boolean wrongShadow =
                      verdict.shadow() != null
                          && !(verdict.shadow().verdict() instanceof Verdict.Anomalous);
                  if (!(verdict.verdict() instanceof Verdict.Anomalous) || wrongShadow) {
                    unexpected.add(String.valueOf(verdict));
                  }
                  judged.incrementAndGet();
                }
              } catch (RuntimeException e) {
                unexpected.add(e.toString());
              }
            });
      }
      for (int i = 0; i < 45; i++) {
        switch (i % 3) {
          case 0 -> putShadow(model.first);
          case 1 -> Files.delete(shadow);
          default -> {
            putShadow(model.second);
            model.write(i % 2 == 0 ? model.second : model.first);
          }
        }
        models.update();
      }
      stop.set(true);
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
    assertThat(unexpected).isEmpty();
    assertThat(judged.get()).isGreaterThan(50);
  }
}
