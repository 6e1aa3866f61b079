package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.scoring.DistanceRunner;
import dev.kizuki.scoring.Model;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final Path MODEL = Path.of("models/mnist-zero.onnx");

  @TempDir private Path folder;

  @Test
  void readsTheMetadataOfAModel() throws Exception {
    OnnxFile file = OnnxFile.of(Files.readAllBytes(MODEL));

    assertThat(file.metadata(ModelMetadata.KEY).map(ModelMetadata::fromJson))
        .hasValueSatisfying(metadata -> assertThat(metadata.name()).isEqualTo("mnist-zero"));
    assertThat(file.metadata("other")).isEmpty();
  }

  @Test
  void replacesTheMetadataAndKeepsTheGraph() throws Exception {
    OnnxFile file = OnnxFile.of(Files.readAllBytes(MODEL));
    ModelMetadata before = ModelMetadata.fromJson(file.metadata(ModelMetadata.KEY).orElseThrow());
    String json = before.toJson().replace("\"name\":\"mnist-zero\"", "\"name\":\"renamed\"");

    Path changed = folder.resolve("renamed.onnx");
    Files.write(changed, file.withMetadata(ModelMetadata.KEY, json));

    try (Model old = Model.load(MODEL);
        Model renamed = Model.load(changed);
        DistanceRunner first = new DistanceRunner(old, 1);
        DistanceRunner second = new DistanceRunner(renamed, 1)) {
      assertThat(renamed.metadata().name()).isEqualTo("renamed");
      assertThat(renamed.sha256()).isNotEqualTo(old.sha256());
      assertThat(renamed.graphSha256()).isEqualTo(old.graphSha256()).hasSize(64);
      byte[] golden = before.goldenImages().get(0).pixels();
      first.input(0).put(golden);
      second.input(0).put(golden);
      assertThat(second.distances(1)).isEqualTo(first.distances(1));
    }
  }

  @Test
  void addsAKeyAndKeepsTheOthers() throws Exception {
    OnnxFile file = OnnxFile.of(Files.readAllBytes(MODEL));

    OnnxFile changed = OnnxFile.of(file.withMetadata("note", "気づき"));

    assertThat(changed.metadata("note")).hasValue("気づき");
    assertThat(changed.metadata(ModelMetadata.KEY)).isEqualTo(file.metadata(ModelMetadata.KEY));
  }

  @Test
  void refusesWhatIsNotAnOnnxFile() {
    assertThatThrownBy(() -> OnnxFile.of("no model".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("it is not an ONNX file");
    assertThatThrownBy(() -> OnnxFile.of(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it has no graph");
  }
}
