package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelEvent.Kind;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.metrics.ServiceMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The automatic return to the previous model. */
class WayBackTest {
  private static final int GUARD_IMAGES = 2000;

  @TempDir private Path folder;

  private final ServiceMetrics metrics = TestModels.metrics(new SimpleMeterRegistry());
  private RewrittenModel model;
  private ModelArchive archive;

  @BeforeEach
  void write() throws IOException {
    model = new RewrittenModel(folder);
    archive = new ModelArchive(folder.resolve("archive"));
  }

  private ServedModels load() {
    return load(archive, GUARD_IMAGES);
  }

  private ServedModels load(@Nullable ModelArchive kept, int guardImages) {
    return ServedModels.load(
        List.of(new ModelRule(model.file, "*", null, null, null, null)),
        new SwapRules(kept, guardImages, metrics.verdicts().totals()));
  }

  private static String served(ServedModels models) {
    return models.forDevice("camera").orElseThrow().reference().sha256();
  }

  /** Counts verdicts of the model that serves. */
  private void count(ServedModels models, int normal, int anomalous) {
    ModelReference reference = models.all().get(0).reference();
    for (int i = 0; i < normal + anomalous; i++) {
      Verdict verdict =
          i < anomalous
              ? new Verdict.Anomalous(new Score(20, 10, 0.001))
              : new Verdict.Normal(new Score(5, 10, 0.5));
      metrics
          .verdicts()
          .judged("camera", new ModelVerdict(verdict, reference, Instant.now()), 0, null);
    }
  }

  private void takeSecond(ServedModels models) throws IOException {
    model.write(model.second);
    assertThat(models.update().taken()).isEqualTo(1);
    models.changes();
  }

  @Test
  void thePreviousModelComesBackWhenTheNewOneRaisesTooManyAlarms() throws IOException {
    try (ServedModels models = load()) {
      count(models, 5000, 2);
      takeSecond(models);
      count(models, 100, 1);
      models.guard();
      assertThat(served(models)).isEqualTo(model.secondDigest());
      count(models, 100, 40);
      models.guard();
      assertThat(served(models)).isEqualTo(model.firstDigest());
      assertThat(models.refused()).isEqualTo(1);
      assertThat(models.returned()).isEqualTo(1);
      ModelChange change = models.changes().get(0);
      assertThat(change.kind()).isEqualTo(Kind.RETURNED);
      assertThat(change.before()).extracting("sha256").isEqualTo(model.secondDigest());
      assertThat(change.after()).extracting("sha256").isEqualTo(model.firstDigest());
      assertThat(change.reason()).contains("41 alarms in 241 images");
    }
  }

  @Test
  void theRateOfTheModelBeforeCountsIfItIsHigherThanThePromise() throws IOException {
    try (ServedModels models = load()) {
      count(models, 800, 200);
      takeSecond(models);
      count(models, 1600, 400);
      models.guard();
      assertThat(served(models)).isEqualTo(model.secondDigest());
    }
  }

  @Test
  void aModelThatRaisesNothingStays() throws IOException {
    try (ServedModels models = load()) {
      count(models, 800, 200);
      takeSecond(models);
      count(models, 2000, 0);
      models.guard();
      assertThat(served(models)).isEqualTo(model.secondDigest());
    }
  }

  @Test
  void alarmsAfterTheGuardedImagesDoNotCount() throws IOException {
    try (ServedModels models = load()) {
      takeSecond(models);
      count(models, GUARD_IMAGES, 0);
      models.guard();
      count(models, 0, 1000);
      models.guard();
      assertThat(served(models)).isEqualTo(model.secondDigest());
    }
  }

  @Test
  void thePreviousModelComesBackWhenTheSelfTestFailsAlsoLater() throws IOException {
    try (ServedModels models = load()) {
      takeSecond(models);
      count(models, GUARD_IMAGES, 0);
      models.guard();
      BrokenModels.closeSession(models, "camera", 1);
      models.selfTest();
      models.guard();
      assertThat(served(models)).isEqualTo(model.firstDigest());
      assertThat(models.all().get(0).passedSelfTest()).isTrue();
    }
  }

  @Test
  void aRefusedContentIsNotTakenAgainAndAnotherOneIs() throws IOException {
    try (ServedModels models = load()) {
      returnToFirst(models);
      // the same content with a new time
      model.write(model.second);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 1));
      assertThat(served(models)).isEqualTo(model.firstDigest());
      assertThat(models.returned(model.file)).isPresent();
      model.write(model.first);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 0));
      assertThat(models.refused()).isZero();
      assertThat(models.returned()).isZero();
    }
  }

  private void returnToFirst(ServedModels models) throws IOException {
    takeSecond(models);
    count(models, 0, 100);
    models.guard();
    assertThat(served(models)).isEqualTo(model.firstDigest());
    models.changes();
  }

  @Test
  void withoutAnArchiveTheRefusalLastsUntilARestart() throws IOException {
    try (ServedModels models = load(null, GUARD_IMAGES)) {
      returnToFirst(models);
      model.write(model.second);
      assertThat(models.update().refused()).isEqualTo(1);
    }
    try (ServedModels models = load(null, GUARD_IMAGES)) {
      assertThat(served(models)).isEqualTo(model.secondDigest());
    }
  }

  @Test
  void aRestartServesThePreviousModelFromTheArchiveAndSaysSo() throws IOException {
    try (ServedModels models = load()) {
      returnToFirst(models);
    }
    try (ServedModels models = load()) {
      assertThat(served(models)).isEqualTo(model.firstDigest());
      assertThat(models.returned()).isEqualTo(1);
      assertThat(models.changes().get(0).kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void aRestartWithoutThePreviousModelServesTheRefusedOneAndSaysSo() throws IOException {
    try (ServedModels models = load()) {
      returnToFirst(models);
    }
    Files.delete(archive.find(model.firstDigest()).orElseThrow());
    try (ServedModels models = load()) {
      assertThat(served(models)).isEqualTo(model.secondDigest());
      assertThat(models.returned()).isEqualTo(1);
      assertThat(models.changes().get(0).reason()).contains("archive");
    }
  }

  @Test
  void zeroGuardImagesTurnTheWayBackOff() throws IOException {
    try (ServedModels models = load()) {
      returnToFirst(models);
    }
    try (ServedModels models = load(archive, 0)) {
      assertThat(served(models)).isEqualTo(model.secondDigest());
      model.write(model.first);
      models.update();
      count(models, 0, 1000);
      models.guard();
      assertThat(served(models)).isEqualTo(model.firstDigest());
    }
  }

  @Test
  void theArchiveKeepsEachModelThatServed() throws IOException {
    try (ServedModels models = load()) {
      takeSecond(models);
    }
    assertThat(archive.find(model.firstDigest())).isPresent();
    assertThat(archive.find(model.secondDigest())).isPresent();
  }

  @Test
  void anArchiveThatCannotBeWrittenStopsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("no-folder"), "x");
    try (ServedModels models = load(new ModelArchive(file), GUARD_IMAGES)) {
      returnToFirst(models);
    }
  }
}
