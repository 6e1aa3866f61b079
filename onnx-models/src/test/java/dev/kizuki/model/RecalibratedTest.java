package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecalibratedTest {
  private static final ModelMetadata TRAINED =
      new ModelMetadata(
          ModelMetadata.FORMAT,
          "parts",
          "1",
          new Preprocessing(1, 8, 16, Resize.PAD),
          4,
          "conv",
          4,
          new Threshold(2, 0.5, Threshold.Rule.CONFORMAL),
          new Calibration(new float[] {1, 2}),
          List.of(new GoldenImage(new byte[128], 1)),
          new Provenance("00", 1, 1, 2, 1, Map.of(), Map.of()));

  private static final Recalibrated ORIGIN =
      new Recalibrated(
          "ab".repeat(32),
          "1",
          2,
          Instant.parse("2026-01-02T03:04:05Z"),
          "anna",
          Instant.parse("2026-01-01T00:00:00Z"),
          Instant.parse("2026-01-02T00:00:00Z"),
          "line1-*",
          3,
          "cd".repeat(32),
          List.of("a100 by ben"),
          2,
          List.of("b200 by ben"),
          1,
          Optional.of(
              new Recalibrated.Refitted(
                  "ef".repeat(32),
                  Instant.parse("2025-12-01T00:00:00Z"),
                  7,
                  "01".repeat(32),
                  true)),
          List.of());

  private static ModelMetadata recalibrated() {
    return TRAINED.recalibrated(
        "1-r20260102",
        new Threshold(5, 0.25, Threshold.Rule.CONFORMAL),
        new Calibration(new float[] {3, 4, 5}),
        TRAINED.provenance().recalibrated(3, ORIGIN));
  }

  @Test
  void theOriginIsWrittenAndRead() {
    ModelMetadata read = ModelMetadata.fromJson(recalibrated().toJson());
    assertThat(read.provenance().recalibrated()).contains(ORIGIN);
    assertThat(read.provenance().calibrationImages()).isEqualTo(3);
    assertThat(read.provenance().dataSha256()).isEqualTo("00");
    assertThat(read.toJson()).isEqualTo(recalibrated().toJson());
  }

  @Test
  void aFileOfBeforeHasTheSameGraphUnlessItWasRefitted() {
    assertThat(ORIGIN.hasSameGraph()).isTrue();
    ModelMetadata read =
        ModelMetadata.fromJson(recalibrated().toJson().replace("ef".repeat(32), "ab".repeat(32)));
    assertThat(read.provenance().recalibrated().orElseThrow().hasSameGraph()).isFalse();
  }

  @Test
  void aRecalibrationOfAnOlderReleaseIsRead() {
    String json = recalibrated().toJson().replaceAll("\"refitted\":\\{[^}]*},", "");
    assertThat(json).doesNotContain("refitted");
    assertThat(ModelMetadata.fromJson(json).provenance().recalibrated().orElseThrow().refitted())
        .isEmpty();
  }

  @Test
  void networkAndGoldenImagesStay() {
    ModelMetadata read = ModelMetadata.fromJson(recalibrated().toJson());
    assertThat(read.version()).isEqualTo("1-r20260102");
    assertThat(read.threshold().distance()).isEqualTo(5);
    assertThat(read.calibration().distances()).containsExactly(3, 4, 5);
    assertThat(read.preprocessing()).isEqualTo(TRAINED.preprocessing());
    assertThat(read.goldenImages()).hasSize(1);
  }

  @Test
  void aTrainedModelDoesNotMentionIt() {
    assertThat(TRAINED.toJson()).doesNotContain("recalibrated");
    assertThat(ModelMetadata.fromJson(TRAINED.toJson()).provenance().recalibrated()).isEmpty();
  }
}
