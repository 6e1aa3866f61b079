package dev.kizuki.stream;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Provenance;
import dev.kizuki.model.Recalibrated;
import dev.kizuki.scoring.Model;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki inspect}: prints the metadata of a model file after its self-test. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Prints the metadata of a model file. Exits with 1 if the model fails its self-test.")
final class InspectCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The model.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (Model model = Model.load(file)) {
      ModelMetadata metadata = model.metadata();
      Preprocessing input = metadata.preprocessing();
      Calibration calibration = metadata.calibration();
      Provenance provenance = metadata.provenance();
      out.printf("model         %s%n", metadata.title());
      out.printf("sha256        %s%n", model.sha256());
      out.printf(
          "input         %d x %d pixels, %s, other sizes are %s%n",
          input.width(), input.height(), input.channels() == 1 ? "gray" : "colour", input.effect());
      out.printf("latent        %d dimensions%n", metadata.latentDimensions());
      out.printf("distance on   %s, %d values%n", metadata.feature(), metadata.featureDimensions());
      out.printf(
          "threshold     %.6g, false-alarm rate %.3g, %s%n",
          metadata.threshold().distance(),
          metadata.threshold().falseAlarmRate(),
          metadata.threshold().rule().name().toLowerCase(Locale.ROOT));
      out.printf(
          "calibration   %d images, distances: median %.4g, 95 %% %.4g, 99 %% %.4g, largest %.4g%n",
          calibration.size(),
          calibration.quantile(0.5),
          calibration.quantile(0.95),
          calibration.quantile(0.99),
          calibration.quantile(1));
      out.printf(
          "trained on    %d images, validated on %d, pixels' sha256 %s%n",
          provenance.trainingImages(), provenance.validationImages(), provenance.dataSha256());
      provenance.recalibrated().ifPresent(origin -> print(out, origin));
      out.printf("seed          %d%n", provenance.seed());
      out.printf("settings      %s%n", list(provenance.settings()));
      out.printf("made with     %s%n", list(provenance.software()));
      out.printf("self-test     %d golden images reproduced%n", metadata.goldenImages().size());
    }
    out.flush();
    return 0;
  }

  private static void print(PrintWriter out, Recalibrated origin) {
    out.printf(
        "recalibrated  %s by %s from version %s (sha256 %s), threshold %.6g%n",
        origin.at(),
        origin.by(),
        origin.fromVersion(),
        origin.fromSha256(),
        origin.fromThreshold());
    out.printf(
        "  on          %d images of %s from %s to %s, sha256 of their digests %s%n",
        origin.images(), origin.devices(), origin.begin(), origin.end(), origin.imagesSha256());
    out.printf(
        "  judgements  %d images of %d incidents count as normal, %d incidents judged real and %d"
            + " undecided images left out%n",
        origin.judgedFalseImages(),
        origin.judgedFalse().size(),
        origin.judgedReal().size(),
        origin.undecidedImages());
    origin
        .refitted()
        .ifPresent(
            refitted ->
                out.printf(
                    "  refitted    %s on %d other images at %s, from sha256 %s, sha256 of their"
                        + " digests %s%n",
                    refitted.whitening() ? "mean and whitening" : "mean",
                    refitted.images(),
                    refitted.at(),
                    refitted.fromSha256(),
                    refitted.imagesSha256()));
    for (String objection : origin.insisted()) {
      out.printf("  IN SPITE OF %s%n", objection);
    }
  }

  private static String list(Map<String, String> entries) {
    return new TreeMap<>(entries)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
