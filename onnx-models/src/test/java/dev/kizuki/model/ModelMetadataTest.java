package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelMetadataTest {
  private static ModelMetadata with(Preprocessing preprocessing) {
    return new ModelMetadata(
        ModelMetadata.FORMAT,
        "parts",
        "1",
        preprocessing,
        4,
        "conv",
        4,
        new Threshold(2, 0.5, Threshold.Rule.CONFORMAL),
        new Calibration(new float[] {1, 2}),
        List.of(new GoldenImage(new byte[preprocessing.size()], 1)),
        new Provenance("00", 1, 1, 1, 1, Map.of(), Map.of()));
  }

  @Test
  void anAlignmentIsWrittenAndRead() {
    Preprocessing aligned =
        new Preprocessing(1, 8, 16, Resize.PAD, Optional.of(new Alignment(412.75, -3.5)));
    String json = with(aligned).toJson();
    assertThat(json).contains("\"alignment\":{\"length\":412.75,\"offset\":-3.5}");
    ModelMetadata read = ModelMetadata.fromJson(json);
    assertThat(read.preprocessing()).isEqualTo(aligned);
    assertThat(read.toJson()).isEqualTo(json);
  }

  @Test
  void theTemplateOfAnAlignmentIsWrittenAndRead() {
    Alignment alignment =
        new Alignment(
            412.75, -3.5, Optional.of(new AlignmentTemplate(1, 3, new byte[] {0, 127, -1})));
    Preprocessing aligned = new Preprocessing(1, 8, 16, Resize.PAD, Optional.of(alignment));
    String json = with(aligned).toJson();
    ModelMetadata read = ModelMetadata.fromJson(json);
    assertThat(read.preprocessing()).isEqualTo(aligned);
    assertThat(read.toJson()).isEqualTo(json);
    assertThatThrownBy(() -> ModelMetadata.fromJson(json.replace("\"rows\":1", "\"rows\":2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 x 2 has 3 samples");
  }

  @Test
  void aModelWithoutAnAlignmentDoesNotMentionIt() {
    for (Resize resize : Resize.values()) {
      Preprocessing plain = new Preprocessing(1, 8, 16, resize);
      String json = with(plain).toJson();
      assertThat(json).doesNotContain("alignment");
      assertThat(ModelMetadata.fromJson(json).preprocessing()).isEqualTo(plain);
    }
  }

  @Test
  void aDamagedAlignmentIsRefused() {
    String json =
        with(new Preprocessing(1, 8, 16, Resize.PAD, Optional.of(new Alignment(412.75, -3.5))))
            .toJson();
    assertThatThrownBy(() -> ModelMetadata.fromJson(json.replace(",\"offset\":-3.5", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offset");
    assertThatThrownBy(() -> ModelMetadata.fromJson(json.replace("412.75", "-1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive length");
  }
}
