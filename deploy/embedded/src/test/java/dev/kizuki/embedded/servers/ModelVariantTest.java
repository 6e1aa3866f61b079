package dev.kizuki.embedded.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.scoring.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelVariantTest {
  @TempDir private Path folder;

  @Test
  void isAnotherFileWithTheSameModel() throws Exception {
    Path given = ShippedModels.DEMO_PARTS;
    Path other =
        Files.write(folder.resolve("other.onnx"), ModelVariant.of(Files.readAllBytes(given)));
    assertThat(other).isRegularFile();
    assertThat(Files.mismatch(given, other)).isPositive();
    try (Model model = Model.load(given);
        Model variant = Model.load(other)) {
      assertThat(variant.metadata().preprocessing()).isEqualTo(model.metadata().preprocessing());
      assertThat(variant.sha256()).isNotEqualTo(model.sha256());
    }
  }
}
