package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.TemporaryFolder;
import dev.kizuki.scoring.Model;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki bench}: measures this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures what this machine can take.")
public final class BenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--rounds", description = "default ${DEFAULT-VALUE}")
  private int rounds = 3;

  @Option(names = "--images", description = "default ${DEFAULT-VALUE}")
  private int images = 150_000;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Only the lines whose name matches. Default: all.")
  private java.util.regex.Pattern only = java.util.regex.Pattern.compile(".*");

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (TemporaryFolder folder = new TemporaryFolder("kizuki-bench");
        BenchKafka kafka = new BenchKafka(folder.path().resolve("kafka"))) {
      Path file =
          ReferenceModel.write(folder.path().resolve("reference.onnx"), 28, ReferenceModel.ARTICLE);
      List<byte[]> raw = BenchImages.raw(28, 1000);
      kafka.fill("raw", raw, images, 16);
      String models = "[{file: %s}]".formatted(file);
      try (Model model = Model.load(file)) {
        List<Line> lines = new ArrayList<>();
        for (int batch : new int[] {1, 32, 64}) {
          lines.add(new InferenceLine(model, raw, batch, 100_000));
        }
        TopologyLine.Setup base =
            new TopologyLine.Setup(
                "topology, scores", "raw", TopologyLine.Scoring.BY_POLL, false, true, true, 1);
        List<TopologyLine.Setup> setups = new ArrayList<>();
        setups.add(base);
        setups.add(
            new TopologyLine.Setup(
                "topology, no scores", "raw", TopologyLine.Scoring.BY_POLL, false, false, true, 1));
        setups.add(
            new TopologyLine.Setup(
                "topology, no scores, no metrics",
                "raw",
                TopologyLine.Scoring.BY_POLL,
                false,
                false,
                false,
                1));
        setups.add(
            new TopologyLine.Setup(
                "topology, scores, exactly once",
                "raw",
                TopologyLine.Scoring.BY_POLL,
                true,
                true,
                true,
                1));
        setups.add(
            new TopologyLine.Setup(
                "topology, scores, 2 threads",
                "raw",
                TopologyLine.Scoring.BY_POLL,
                false,
                true,
                true,
                2));
        setups.add(base.with("topology, scores, by record", TopologyLine.Scoring.BY_RECORD));
        setups.add(base.with("identity", TopologyLine.Scoring.IDENTITY));
        setups.add(base.with("consume", TopologyLine.Scoring.CONSUME));
        for (TopologyLine.Setup setup : setups) {
          lines.add(new TopologyLine(setup, kafka, folder.path().resolve("state"), models));
        }
        lines.removeIf(line -> !only.matcher(line.name()).matches());
        BenchTable table = new BenchTable();
        for (int round = -1; round < rounds; round++) {
          for (Line line : lines) {
            Measurement measurement = line.run();
            if (round >= 0) {
              table.add(line.name(), measurement);
            }
          }
        }
        out.println(BenchTable.head());
        table.rows().forEach(row -> out.println(BenchTable.text(row)));
        out.flush();
      }
    }
    return 0;
  }
}
