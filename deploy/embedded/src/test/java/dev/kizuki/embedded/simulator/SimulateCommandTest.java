package dev.kizuki.embedded.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.StreamApp;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateCommandTest {
  @TempDir private Path folder;

  private int simulate(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("--out", folder.toString(), "--normal", "10", "--seed", "3"));
    arguments.addAll(List.of(options));
    return StreamApp.commandLine(new SimulateCommand())
        .setErr(new PrintWriter(new StringWriter()))
        .execute(arguments.toArray(String[]::new));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(folder::relativize).toList();
    }
  }

  @Test
  void writesADataSet() throws IOException {
    assertThat(simulate("--defective", "5")).isZero();
    assertThat(files())
        .hasSize(20)
        .contains(
            Path.of("train/good/000000.png"),
            Path.of("test/good/000009.png"),
            Path.of("test/scratch/000000.png"),
            Path.of("ground_truth/scratch/000000_mask.png"),
            Path.of("test/missing-hole/000002.png"),
            Path.of("ground_truth/missing-hole/000002_mask.png"));
  }

  @Test
  void writesAMaskForEachDefectivePart() throws IOException {
    assertThat(simulate("--defective", "5")).isZero();
    for (Path file : files()) {
      if (file.startsWith("ground_truth")) {
        BufferedImage mask = ImageIO.read(folder.resolve(file).toFile());
        int[] levels = mask.getRaster().getSamples(0, 0, 64, 64, 0, (int[]) null);
        assertThat(levels).as("%s", file).contains(255).containsOnly(0, 255);
      }
    }
  }

  @Test
  void writesTheProductInTheSizeAndColourAskedFor() throws IOException {
    assertThat(
            simulate(
                "--defective",
                "8",
                "--product",
                "brushed-metal",
                "--size",
                "100",
                "--light",
                "mixed",
                "--colour"))
        .isZero();
    BufferedImage image = ImageIO.read(folder.resolve("test/discolouration/000006.png").toFile());
    assertThat(image.getWidth()).isEqualTo(100);
    assertThat(image.getRaster().getNumBands()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"63", "1025", "-1"})
  void refusesASizeOutOfRange(String size) {
    assertThat(simulate("--size", size)).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesAnUnknownProduct() {
    assertThat(simulate("--product", "teapot")).isEqualTo(2);
  }

  @Test
  void refusesAFolderThatIsNotEmpty() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    assertThat(simulate()).isEqualTo(2);
  }
}
