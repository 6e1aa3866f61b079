package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.dataset.Dataset;
import dev.kizuki.stream.dataset.DatasetExport;
import dev.kizuki.stream.dataset.DatasetLabels;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki dataset export}: writes judged and sampled images as a data set. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes images of the plant as a data set that train and evaluate take as it is:",
      "  test/<label>   anomalous images of incidents that were judged real",
      "  train/good     anomalous images of incidents that were judged false, near misses, normal",
      "                 images; images of other incidents are left out",
      "  test/good      every fifth of the normal images",
      "provenance.json says where each image comes from, who judged it, and what is missing.",
      "Exits with 0 if images were written, 1 if there was none."
    })
final class DatasetExportCommand implements Callable<Integer> {
  private static final int SHOWN = 5;

  private final Function<Configuration, DatasetExport> exports;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final HistoryOptions history = new HistoryOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the data set; it must not exist or be empty.")
  private Path out = Path.of("");

  @Option(
      names = "--label",
      paramLabel = "NAME",
      description = "The label of the defects. Default: ${DEFAULT-VALUE}.")
  private String label = DatasetLabels.DEFAULT;

  @Option(
      names = "--labels",
      paramLabel = "notes",
      description = "notes: the note of a judgement is the label; without a note, --label.")
  private @Nullable Labels labels;

  /** The source of the labels. */
  enum Labels {
    NOTES
  }

  DatasetExportCommand() {
    this(DatasetExport::new);
  }

  DatasetExportCommand(Function<Configuration, DatasetExport> exports) {
    this.exports = exports;
  }

  @Override
  public Integer call() {
    DatasetLabels names = new DatasetLabels(label, labels == Labels.NOTES);
    Dataset dataset =
        exports
            .apply(history.configuration())
            .write(history.span(), history.devicePattern(), names, out);
    print(dataset, Objects.requireNonNull(spec).commandLine().getOut());
    return 0;
  }

  private void print(Dataset dataset, PrintWriter to) {
    Map<String, Long> folders =
        dataset.files().stream()
            .map(image -> Objects.requireNonNull(image.file()))
            .map(file -> file.substring(0, file.lastIndexOf('/')))
            .collect(Collectors.groupingBy(each -> each, TreeMap::new, Collectors.counting()));
    folders.forEach((folder, count) -> to.printf("%6d  %s%n", count, out.resolve(folder)));
    if (dataset.incomplete() != null) {
      to.printf("NOT COMPLETE: %s%n", dataset.incomplete());
    }
    printMissing(to, "are no longer in Kafka", dataset.gone());
    printMissing(to, "are no PNG, JPEG or BMP, which training cannot read", dataset.notReadable());
    printMissing(
        to,
        "were judged real and are good elsewhere; they are in the test only",
        dataset.contradictory());
    if (dataset.repeated() > 0) {
      to.printf("%6d  with the same bytes as another image%n", dataset.repeated());
    }
    dataset.leftOut().forEach((why, count) -> to.printf("%6d  left out: %s%n", count, why));
    to.flush();
  }

  private static void printMissing(PrintWriter to, String what, List<Dataset.Image> images) {
    if (!images.isEmpty()) {
      String examples =
          images.stream()
              .limit(SHOWN)
              .map(image -> image.device() + " " + image.place())
              .collect(Collectors.joining(", "));
      to.printf(
          "%6d  %s: %s%s%n", images.size(), what, examples, images.size() > SHOWN ? ", ..." : "");
    }
  }
}
