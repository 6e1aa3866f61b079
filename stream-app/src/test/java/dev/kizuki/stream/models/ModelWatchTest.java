package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.metrics.ModelMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelWatchTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ModelMetrics metrics = TestModels.metrics(registry).models();
  private final List<ModelChange> events = new CopyOnWriteArrayList<>();
  private final AtomicLong nanoTime = new AtomicLong(-5);
  private RewrittenModel model;
  private ServedModels models;

  @BeforeEach
  void load() throws IOException {
    model = new RewrittenModel(folder);
    models = model.load();
    metrics.describe(models.descriptions());
  }

  @AfterEach
  void close() {
    models.close();
  }

  private ModelWatch watch(Duration interval) {
    return new ModelWatch(models, metrics, interval, events::add, nanoTime::get);
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  private String served() {
    return models.forDevice("camera").orElseThrow().reference().sha256();
  }

  private double updates(String result) {
    return registry.get("kizuki.model.updates").tag("result", result).counter().count();
  }

  /** From now on the self-test fails, so that a test sees whether it ran. */
  private void breakModel() {
    BrokenModels.closeSession(models, "camera", 1);
  }

  private boolean selfTestPassed() {
    return models.all().get(0).passedSelfTest();
  }

  @Test
  void swapsAChangedFileWhenTheIntervalIsOver() throws IOException {
    try (ModelWatch watch = watch(INTERVAL)) {
      model.write(model.second);
      pass(INTERVAL.dividedBy(2));
      watch.look();
      assertThat(served()).isEqualTo(model.firstDigest());
      pass(INTERVAL.dividedBy(2));
      watch.look();
      assertThat(served()).isEqualTo(model.secondDigest());
    }
  }

  @Test
  void countsASwapAndShowsTheNewModel() throws IOException {
    try (ModelWatch watch = watch(INTERVAL)) {
      model.write(model.second);
      pass(INTERVAL);
      watch.look();
    }
    assertThat(updates("taken")).isEqualTo(1);
    assertThat(updates("refused")).isZero();
    assertThat(registry.get("kizuki.model.refused").gauge().value()).isZero();
    assertThat(registry.get("kizuki.model.info").gauges()).hasSize(1);
    assertThat(registry.get("kizuki.model.info").tag("sha256", model.secondDigest()).gauge())
        .isNotNull();
  }

  @Test
  void countsARefusedFileAndKeepsTheOldModel() throws IOException {
    try (ModelWatch watch = watch(INTERVAL)) {
      model.write("hello".getBytes(StandardCharsets.UTF_8));
      pass(INTERVAL);
      watch.look();
    }
    assertThat(served()).isEqualTo(model.firstDigest());
    assertThat(updates("taken")).isZero();
    assertThat(updates("refused")).isEqualTo(1);
    assertThat(registry.get("kizuki.model.refused").gauge().value()).isEqualTo(1);
    assertThat(registry.get("kizuki.model.info").tag("sha256", model.firstDigest()).gauge())
        .isNotNull();
  }

  @Test
  void aRefusedFileStaysCountedUntilAGoodOneComes() throws IOException {
    try (ModelWatch watch = watch(INTERVAL)) {
      model.write(new byte[0]);
      pass(INTERVAL);
      watch.look();
      pass(INTERVAL);
      watch.look();
      assertThat(updates("refused")).isEqualTo(1);
      assertThat(registry.get("kizuki.model.refused").gauge().value()).isEqualTo(1);
      model.write(model.first);
      pass(INTERVAL);
      watch.look();
      assertThat(registry.get("kizuki.model.refused").gauge().value()).isZero();
    }
  }

  @Test
  void zeroNeverLooksAtTheFiles() throws IOException {
    try (ModelWatch watch = watch(Duration.ZERO)) {
      model.write(model.second);
      for (int i = 0; i < 5; i++) {
        pass(Duration.ofHours(1));
        watch.look();
      }
    }
    assertThat(served()).isEqualTo(model.firstDigest());
  }

  @Test
  void repeatsTheSelfTestEachMinute() {
    try (ModelWatch watch = watch(INTERVAL)) {
      breakModel();
      pass(Duration.ofSeconds(50));
      watch.look();
      assertThat(selfTestPassed()).isTrue();
      pass(Duration.ofSeconds(10));
      watch.look();
      assertThat(selfTestPassed()).isFalse();
    }
  }

  @Test
  void repeatsTheSelfTestAlsoWithoutUpdates() {
    try (ModelWatch watch = watch(Duration.ZERO)) {
      breakModel();
      pass(Duration.ofMinutes(1));
      watch.look();
    }
    assertThat(selfTestPassed()).isFalse();
  }

  @Test
  void aFailedSelfTestShowsInTheMetrics() {
    try (ModelWatch watch = watch(INTERVAL)) {
      assertThat(registry.get("kizuki.model.selftest.passed").gauge().value()).isEqualTo(1);
      breakModel();
      pass(Duration.ofMinutes(1));
      watch.look();
    }
    assertThat(registry.get("kizuki.model.selftest.passed").gauge().value()).isZero();
  }

  @Test
  void aLookThatIsALittleEarlyCounts() throws IOException {
    try (ModelWatch watch = watch(INTERVAL)) {
      model.write(model.second);
      pass(INTERVAL.minusMillis(500));
      watch.look();
    }
    assertThat(served()).isEqualTo(model.secondDigest());
  }

  @Test
  void pausesForTheIntervalButNeverLongerThanTheSelfTestAllows() {
    try (ModelWatch shorter = watch(Duration.ofSeconds(10));
        ModelWatch longer = watch(Duration.ofHours(1));
        ModelWatch never = watch(Duration.ZERO)) {
      assertThat(shorter.pause()).isEqualTo(Duration.ofSeconds(10));
      assertThat(longer.pause()).isEqualTo(Duration.ofMinutes(1));
      assertThat(never.pause()).isEqualTo(Duration.ofMinutes(1));
    }
  }

  @Test
  void aLongIntervalIsKeptAlthoughTheThreadWakesEachMinute() throws IOException {
    Duration hour = Duration.ofHours(1);
    try (ModelWatch watch = watch(hour)) {
      model.write(model.second);
      for (int minute = 0; minute < 53; minute++) {
        pass(Duration.ofMinutes(1));
        watch.look();
      }
      assertThat(served()).isEqualTo(model.firstDigest());
      pass(Duration.ofMinutes(7));
      watch.look();
      assertThat(served()).isEqualTo(model.secondDigest());
    }
  }

  @Test
  void itsThreadLooksByItself() throws IOException {
    try (ModelWatch watch = new ModelWatch(models, metrics, Duration.ofMillis(5), events::add)) {
      watch.start();
      model.write(model.second);
      await().atMost(Duration.ofSeconds(30)).until(() -> served().equals(model.secondDigest()));
    }
  }
}
