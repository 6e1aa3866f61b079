package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FoldersBenchmarkTest {
  private static final int SIDE = 64;

  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();

  private Path draw(String name, int training, int side) {
    Path data = folder.resolve(name);
    TestImages.rings(data.resolve("train/good"), training, 1, side, side);
    TestImages.rings(data.resolve("test/good"), 20, 2, side, side);
    TestImages.crosses(data.resolve("test/cross"), 20, 3, side, side);
    return data;
  }

  private int benchmark(String... arguments) {
    output.getBuffer().setLength(0);
    CommandLine command = Trainer.commandLine();
    command.setOut(new PrintWriter(output));
    command.setErr(new PrintWriter(output));
    List<String> all = new ArrayList<>(List.of("benchmark", "folders"));
    all.addAll(List.of("--out", folder.resolve("results").toString(), "--seeds", "1"));
    all.addAll(List.of(arguments));
    return command.execute(all.toArray(new String[0]));
  }

  private static void drawMasks(Path data) throws IOException {
    Path masks = Files.createDirectories(data.resolve("ground_truth/cross"));
    BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 16; i < 48; i++) {
      mask.getRaster().setSample(i, i, 0, 255);
      mask.getRaster().setSample(i + 1, i, 0, 255);
    }
    for (int i = 0; i < 20; i++) {
      ImageIO.write(mask, "png", masks.resolve("cross-%04d_mask.png".formatted(i)).toFile());
    }
  }

  @Test
  void measuresTheFusedDetectorAndEachFeatureOfSeveralDataSets() throws IOException {
    Path masked = draw("masked", 100, SIDE);
    drawMasks(masked);
    Path plain = draw("plain", 100, SIDE);
    String[] arguments = {
      "--data", masked.toString(), plain.toString(), "--steps", "2", "--elbo-weight", "0"
    };
    assertThat(benchmark(arguments)).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains("masked, seed 1: AUROC", "plain, seed 1: AUROC", "| plain | 100 / 20 / 20 |")
        .contains("| fused |", "| network |", "| defect |", "| gradients |", "| latent |")
        .contains("| residual |");
    Path results = folder.resolve("results/folders-masked.jsonl");
    List<String> planAndRun = Files.readAllLines(results);
    assertThat(planAndRun).hasSize(2);
    assertThat(planAndRun.get(0)).contains("\"elbo-weight\":\"0.0\"", "\"steps\":\"2\"");
    assertThat(planAndRun.get(1)).containsPattern("\"pixelAuroc\":0\\.\\d").contains("\"aupro\":0");
    assertThat(Files.readAllLines(folder.resolve("results/folders-plain.jsonl")).get(1))
        .contains("\"pixelAuroc\":null");
    List<String> tables = Files.readAllLines(folder.resolve("results/folders.md"));
    assertThat(tables).anyMatch(line -> line.startsWith("| plain") && line.contains("no masks"));

    assertThat(benchmark(arguments)).as(output.toString()).isZero();
    assertThat(output.toString()).doesNotContain("seed 1: AUROC");
    assertThat(folder.resolve("results/folders.md")).hasContent(String.join("\n", tables));
  }

  @Test
  void groupsGiveTheFoldsAndTheIntervals() throws IOException {
    Path data = draw("grouped", 100, SIDE);
    Files.writeString(data.resolve("test/good/ring-0099.png"), "no image");
    assertThat(benchmark("--data", data.toString(), "--steps", "1", "--group-by", "-00(\\d)"))
        .as(output.toString())
        .isZero();
    assertThat(output.toString())
        .contains("1 test images of grouped cannot be read", "| grouped | 100 / 20 / 20 |");
    assertThat(benchmark("--data", data.toString(), "--group-by", "part-(\\d)")).isEqualTo(1);
    assertThat(output.toString()).contains("--group-by part-(\\d) does not occur in 'train");
  }

  @Test
  void smallImagesAreRefused() {
    Path data = draw("small", 100, TestImages.SIDE);
    assertThat(benchmark("--data", data.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("small is 16 x 16 pixels", "--size");
  }

  @Test
  void dataThatCannotBeMeasuredAreRefusedBeforeTheTraining() {
    Path few = draw("few", 98, SIDE);
    assertThat(benchmark("--data", few.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("98 normal training images, too few");

    Path untested = folder.resolve("untested");
    TestImages.rings(untested.resolve("train/good"), 100, 1, SIDE, SIDE);
    assertThat(benchmark("--data", untested.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("0 normal ('good') and 0 anomalous test images");

    Path same = draw("one/same", 100, SIDE);
    Path other = draw("two/same", 100, SIDE);
    assertThat(benchmark("--data", same.toString(), other.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("Two data sets are named 'same'");
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void namesTheDataSetThatCannotBeLearned() {
    Path data = draw("alike", 100, SIDE);
    assertThat(benchmark("--data", data.toString(), "--group-by", "r")).isEqualTo(1);
    assertThat(output.toString()).contains("alike, seed 1: All images belong to one group");
  }

  @Test
  void impossibleOptionsAreRefused() {
    String data = draw("data", 100, SIDE).toString();
    assertThat(benchmark("--data", data, "--elbo-weight", "-1")).isEqualTo(2);
    assertThat(output.toString()).contains("--elbo-weight must be 0 or greater");
    assertThat(benchmark("--data", data, "--steps", "0")).isEqualTo(2);
    assertThat(output.toString()).contains("--steps must be at least 1");
  }
}
