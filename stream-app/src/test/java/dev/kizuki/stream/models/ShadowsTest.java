package dev.kizuki.stream.models;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.ImageSender.Canary;
import dev.kizuki.stream.event.ImageSender.Device;
import dev.kizuki.stream.event.ModelEvent.Kind;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.event.ShadowVerdict;
import dev.kizuki.stream.metrics.BatchMetrics;
import dev.kizuki.stream.metrics.ShadowMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
  void aShadowThatFailsWithinABatchLeavesTheVerdictsAlone() throws IOException {
    putShadow(model.second);
    List<byte[]> images = List.of(TestModels.cross(), TestModels.ring(), TestModels.cross());
    try (ServedModels models = load();
        DeviceJudge judge = new DeviceJudge(models, ImageLimits.DEFAULT, 1, metrics)) {
      List<ModelVerdict> before = judgeAll(judge, images);
      assertThat(before).allSatisfy(each -> assertThat(each.shadow()).isNotNull());
      BrokenModels.closeSession(models.all().get(0).shadow().orElseThrow(), 2);
      List<ModelVerdict> after = judgeAll(judge, images);
      assertThat(after)
          .extracting(ModelVerdict::verdict)
          .isEqualTo(before.stream().map(ModelVerdict::verdict).toList());
      assertThat(after).allSatisfy(each -> assertThat(each.shadow()).isNull());
      assertThat(registry.get("kizuki.shadow.failures").counter().count()).isEqualTo(3);
    }
  }

  @Test
  void aShadowThatTakesTheModelsInputsGivesTheSameVerdictsAsAlone() throws IOException {
    byte[] resizing = Files.readAllBytes(TestModels.resizing(folder));
    model.write(resizing);
    putShadow(model.second); // does not resize
    requireVerdictsOfTheShadowAlone(false);
    model.write(model.first);
    requireVerdictsOfTheShadowAlone(true);
    model.write(resizing);
    putShadow(renamed(resizing));
    requireVerdictsOfTheShadowAlone(true);
  }

  /** Returns the same model with another digest. */
  private static byte[] renamed(byte[] model) {
    byte[] entry = {0x72, 6, 0x0a, 1, 'v', 0x12, 1, '3'};
    byte[] renamed = Arrays.copyOf(model, model.length + entry.length);
    System.arraycopy(entry, 0, renamed, model.length, entry.length);
    return renamed;
  }

  private void requireVerdictsOfTheShadowAlone(boolean sharesInputs) throws IOException {
    ImageLimits large = new ImageLimits(8 << 20, ImageLimits.DEFAULT.maxPixels());
    List<byte[]> images = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      images.add(TestModels.ring());
      images.add(TestModels.cross());
      images.get(2 * i)[i] = (byte) random.nextInt();
    }
    images.add(7, TestModels.photograph());
    images.add(3, "no image".getBytes(StandardCharsets.UTF_8));
    try (ServedModels models = load(0.7);
        DeviceJudge judge = new DeviceJudge(models, large, 8, metrics)) {
      ServedModel served = models.all().get(0);
      try (ShadowBatch batch = ShadowBatch.of(served, large, 8, metrics.shadows()).orElseThrow();
          ImageJudge alone =
              new ImageJudge(
                  served.shadow().orElseThrow().model(),
                  served.shadow().orElseThrow().threshold(),
                  large,
                  1)) {
        assertThat(batch.sharesInputs()).isEqualTo(sharesInputs);
        List<Verdict> expected = alone.judge(images);
        ShadowShare share = new ShadowShare(0.7);
        // two calls: nothing of the first is left in the second
        judgeAll(judge, images);
        List<ModelVerdict> verdicts = judgeAll(judge, images);
        int shadowed = 0;
        for (int i = 0; i < images.size(); i++) {
          ShadowVerdict shadow = verdicts.get(i).shadow();
          assertThat(shadow != null).isEqualTo(share.takes(images.get(i)));
          if (shadow != null) {
            assertThat(shadow.verdict()).isEqualTo(expected.get(i));
            shadowed++;
          }
        }
        assertThat(shadowed).isBetween(10, images.size() - 1);
      }
    }
  }

  private static List<ModelVerdict> judgeAll(DeviceJudge judge, List<byte[]> images) {
    ModelVerdict[] verdicts = new ModelVerdict[images.size()];
    judge.judge(
        Collections.nCopies(images.size(), CAMERA), images, (i, verdict) -> verdicts[i] = verdict);
    return List.of(verdicts);
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
