package dev.kizuki.trainer;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.data.ImageSize;
import dev.kizuki.trainer.data.JavaMemory;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.encoder.DeclaredInput;
import dev.kizuki.trainer.encoder.EncoderLayers;
import dev.kizuki.trainer.encoder.FeaturePlan;
import dev.kizuki.trainer.encoder.Grid;
import dev.kizuki.trainer.encoder.Layout;
import dev.kizuki.trainer.encoder.Normalisation;
import dev.kizuki.trainer.encoder.Reduction;
import dev.kizuki.trainer.encoder.UserEncoder;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.progress.Progress;
import dev.kizuki.trainer.progress.StepProgress;
import dev.kizuki.whitening.Shrinkage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
        "Puts the Mahalanobis distance, a threshold and our metadata on any ONNX encoder, such as a"
            + " pretrained backbone, from normal images only. It takes one or more layers of the"
            + " encoder, as maps (N, C, H, W) or vectors (N, C), float32 or float16, and prints"
            + " what each was taken for. trainer/BACKBONE.md has full examples.")
final class CalibrateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--encoder",
      required = true,
      paramLabel = "FILE",
      description =
          "The ONNX file, opset 11 or newer, in one file. If it takes three channels, gray images"
              + " are repeated; if it takes one size, that is the default of --size.")
  private Path encoder = Path.of("");

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "NAME",
      description =
          "The layers to use: names of tensors or nodes inside the graph, with commas. A wrong name"
              + " lists the layers. Default: the first output.")
  private List<String> layers = List.of();

  @Option(
      names = "--grid",
      paramLabel = "WxH",
      converter = ImageSize.Converter.class,
      description =
          "The grid of places to which all layers are brought: finer layers are averaged, coarser"
              + " ones repeated. Default: the finest of the layers.")
  private @Nullable ImageSize grid;

  @Option(
      names = "--gaussian",
      paramLabel = "KIND",
      description =
          "position, one Gaussian for each place, for parts that always lie the same way (as PaDiM"
              + " does); shared, the same for all places, for textures; image, maps are averaged to"
              + " one place. Default: position.")
  private @Nullable Layout gaussian;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description =
          "The number of channels that are left of all layers. Default: 100 for places (as PaDiM"
              + " does), fewer where the covariances would have more than 128 MB; all for one"
              + " place.")
  private int channels;

  @Option(
      names = "--reduce",
      paramLabel = "WAY",
      description =
          "How channels are left out: draw, at random by the seed; pca, principal components over"
              + " places of training images. Default: draw.")
  private Reduction.Method reduce = Reduction.Method.DRAW;

  @Option(
      names = "--normalise",
      paramLabel = "HOW",
      description =
          "The pixels that the encoder was trained on: imagenet (mean .485 .456 .406, deviation"
              + " .229 .224 .225); unit, 0 to 1; signed, -1 to 1; none, 0 to 255; or"
              + " means/deviations, such as 0.5,0.5,0.5/0.2,0.2,0.2. Values above 1 are taken for"
              + " pixels from 0 to 255. Default: unit.")
  private String normalise = "";

  @Option(
      names = "--covariance",
      paramLabel = "RULE",
      description = "ledoit-wolf or ridge:R. Default: ${DEFAULT-VALUE}.")
  private String covariance = "ledoit-wolf";

  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final ModelOptions model = new ModelOptions();

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = line.getOut();
    model.check();
    Shrinkage shrinkage = Shrinkage.of(covariance);
    Reduction reduction = new Reduction(reduce, channels, data.seed());
    UserEncoder user = UserEncoder.read(encoder, layers);
    Normalisation normalisation = user.input().normalisation(normalise);
    try (StepProgress progress = new StepProgress(line.getErr())) {
      NormalImages images =
          JavaMemory.during(
              "reading the images",
              () -> data.read(out, user.input().channels() == 3, declaredSize(user), progress));
      Split split =
          JavaMemory.during("comparing the images", () -> data.split(images, out, progress));
      EncoderLayers chosen = user.layers(images.store().shape(), normalisation);
      FeaturePlan plan = plan(chosen, reduction);
      out.printf("Input: %s; pixels are %s%n", user.input().describe(), normalisation.describe());
      chosen.describe().forEach(layer -> out.printf("Layer: %s%n", layer));
      out.println(plan.describe(images.store().shape()));
      out.flush();
      int[] fitted =
          IntStream.concat(
                  Arrays.stream(Split.indices(split.training())),
                  Arrays.stream(Split.indices(split.validation())))
              .toArray();
      PixelStore watched = images.store().watched(progress::advance);
      MahalanobisModel detector =
          JavaMemory.during(
              "fitting the covariances",
              () -> fit(chosen, plan, watched, fitted, shrinkage, progress));
      progress.begin("Calibrating", split.calibration().size());
      Calibration calibration =
          new Calibration(detector.distances(watched, Split.indices(split.calibration())));
      new ModelWriter(data, model, out)
          .write(
              detector,
              calibration,
              images,
              new ModelWriter.Origin(
                  fitted.length,
                  0,
                  settings(user, plan),
                  "not applicable, the encoder came as ONNX"));
    }
    out.printf("Wrote %s and %s%n", model.out(), model.beside(".md"));
    out.flush();
    return 0;
  }

  private static ImageSize declaredSize(UserEncoder user) {
    DeclaredInput input = user.input();
    return input.width() > 0 && input.height() > 0
        ? new ImageSize(input.width(), input.height())
        : ImageSize.OWN;
  }

  private FeaturePlan plan(EncoderLayers chosen, Reduction reduction) {
    boolean ofPlaces = gaussian == Layout.POSITION || gaussian == Layout.SHARED || grid != null;
    if (gaussian == Layout.IMAGE && grid != null) {
      throw new IllegalArgumentException("--gaussian image has one place: leave --grid out");
    }
    if (ofPlaces && chosen.areVectors()) {
      throw new IllegalArgumentException(
          "places need a map (N, C, H, W), and the layers are vectors: choose other --layers, or"
              + " leave --grid and --gaussian out");
    }
    Grid asked =
        gaussian == Layout.IMAGE
            ? Grid.IMAGE
            : grid == null ? null : new Grid(grid.height(), grid.width());
    return chosen.plan(asked, gaussian == Layout.SHARED, reduction);
  }

  private MahalanobisModel fit(
      EncoderLayers chosen,
      FeaturePlan plan,
      PixelStore images,
      int[] fitted,
      Shrinkage shrinkage,
      Progress progress) {
    progress.begin("Reducing channels", fitted.length);
    FeatureGraph features = chosen.features(plan, images, fitted);
    progress.begin("Fitting Gaussians", 2L * fitted.length);
    return MahalanobisModel.fit(features, images, fitted, gaussian == Layout.SHARED, shrinkage);
  }

  private Map<String, String> settings(UserEncoder user, FeaturePlan plan) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("encoder-sha256", user.sha256());
    settings.put("layers", String.join(",", user.layerNames()));
    settings.put("grid", "%dx%d".formatted(plan.grid().columns(), plan.grid().rows()));
    settings.put("gaussian", plan.gaussians() == 1 ? "shared" : "position");
    settings.put("channels", Integer.toString(plan.channels()));
    settings.put("reduce", reduce.name().toLowerCase(Locale.ROOT));
    settings.put("normalise", normalise.isEmpty() ? "default" : normalise);
    settings.put("covariance", covariance);
    return settings;
  }
}
