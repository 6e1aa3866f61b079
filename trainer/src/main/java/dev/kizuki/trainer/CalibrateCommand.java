package dev.kizuki.trainer;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.calibration.Shrinkage;
import dev.kizuki.trainer.data.JavaMemory;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.encoder.Channels;
import dev.kizuki.trainer.encoder.Scaling;
import dev.kizuki.trainer.encoder.UserEncoder;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.feature.FeatureGraph;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki calibrate}: makes a model of an encoder that was trained elsewhere. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Puts the Mahalanobis distance, a threshold and our metadata on any ONNX encoder, from"
            + " normal images only. The encoder takes (N, C, H, W), float32 or uint8, and gives (N,"
            + " D) or a map (N, D, rows, columns).")
final class CalibrateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--encoder",
      required = true,
      paramLabel = "FILE",
      description = "The ONNX file, opset 13 or newer, in one file.")
  private Path encoder = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "The encoder's output to use. Default: its first.")
  private String output = "";

  @Option(
      names = "--positions",
      description =
          "Keep a map's positions apart, each with a Gaussian of its own (as PaDiM does). Default:"
              + " the map is averaged.")
  private boolean positions;

  @Option(
      names = "--dimensions",
      paramLabel = "N",
      description =
          "Use this number of the output's channels, drawn by the seed (PaDiM uses 100 of 448)."
              + " Default: all.")
  private int dimensions;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "M",
      description =
          "Subtracted from each channel of x / 255, as the encoder was trained. Default: 0. Divide"
              + " means for pixels from 0 to 255 by 255.")
  private List<Float> mean = List.of(0f);

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "S",
      description =
          "Then divides each channel. Default: 1. For an encoder that takes 0 to 255: 0.00392157,"
              + " which is 1 / 255.")
  private List<Float> std = List.of(1f);

  @Option(
      names = "--covariance",
      paramLabel = "RULE",
      description = "ledoit-wolf or ridge:R. Default: ${DEFAULT-VALUE}.")
  private String covariance = "ledoit-wolf";

  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final ModelOptions model = new ModelOptions();

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    model.check();
    Shrinkage shrinkage = Shrinkage.of(covariance);
    UserEncoder user = UserEncoder.read(encoder, output);
    NormalImages images = JavaMemory.during("reading the images", () -> data.read(out));
    Split split = JavaMemory.during("comparing the images", () -> data.split(images, out));
    FeatureGraph features =
        user.features(
            images.store().shape(),
            new Scaling(mean, std),
            positions,
            new Channels(dimensions, data.seed()));
    int[] fitted =
        IntStream.concat(
                Arrays.stream(Split.indices(split.training())),
                Arrays.stream(Split.indices(split.validation())))
            .toArray();
    MahalanobisModel detector =
        JavaMemory.during(
            "fitting the covariances",
            () -> MahalanobisModel.fit(features, images.store(), fitted, false, shrinkage));
    new ModelWriter(data, model, out)
        .write(
            detector,
            new Calibration(detector.distances(images.store(), Split.indices(split.calibration()))),
            images,
            new ModelWriter.Origin(
                fitted.length, 0, settings(user), "not applicable, the encoder came as ONNX"));
    out.printf("Wrote %s and %s%n", model.out(), model.beside(".md"));
    out.flush();
    return 0;
  }

  private Map<String, String> settings(UserEncoder user) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("encoder-sha256", user.sha256());
    settings.put("output", user.output());
    settings.put("dimensions", dimensions == 0 ? "all" : Integer.toString(dimensions));
    settings.put("positions", Boolean.toString(positions));
    settings.put("mean", mean.toString());
    settings.put("std", std.toString());
    settings.put("covariance", covariance);
    return settings;
  }
}
