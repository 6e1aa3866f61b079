package dev.kizuki.trainer;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.calibration.FalseAlarmPromise;
import dev.kizuki.trainer.data.AlignRule;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.Folds;
import dev.kizuki.trainer.data.ImageGroups;
import dev.kizuki.trainer.data.ImageSize;
import dev.kizuki.trainer.data.NameGroups;
import dev.kizuki.trainer.data.NearDuplicates;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.data.ResizeRule;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.progress.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of the normal images: which they are, and how they are read and split. */
final class DataOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description =
          "Images: a folder of PNG, JPEG or BMP files, a folder for each label (train/<label>,"
              + " test/<label>, as in MVTec AD), the layout of MVTec AD 2 (train, validation,"
              + " test_public) or of VisA (Data/Images/Normal), or IDX files. Folders by day may lie"
              + " above or below a label. Hidden files are left out, links are followed.")
  private Path data = Path.of("");

  @Option(
      names = "--normal",
      paramLabel = "LABEL",
      description = "The label of the normal images, if there are several labels.")
  private String normal = "";

  @Option(
      names = "--size",
      paramLabel = "WxH",
      converter = ImageSize.Converter.class,
      description =
          "The size of the model's input. Default: the images' own size, if all have one and no side"
              + " is longer than 384 pixels; else the median of their areas and aspects, with at most"
              + " 256 pixels a side.")
  private ImageSize size = ImageSize.OWN;

  @Option(
      names = "--resize",
      paramLabel = "RULE",
      description =
          "What happens to images of other sizes. stretch: both sides are scaled. fit: the aspect is"
              + " kept, and the rest is padding that takes no part in the score. crop: the aspect is"
              + " kept, and what juts out is cut off. Default: stretch, or fit if more than 10 %% of"
              + " the images differ from the median aspect by more than a factor of 2.")
  private @Nullable ResizeRule resize;

  @Option(
      names = "--align",
      paramLabel = "RULE",
      description =
          "part: each image is turned so that the part that it shows always lies the same way, for"
              + " parts that lie any way on an even background. none: images are not turned."
              + " auto, the default: part if nearly all images show one long part and its direction"
              + " varies, else none.")
  private AlignRule align = AlignRule.AUTO;

  @Option(names = "--colour", description = "Keep colour. Default: gray.")
  private boolean colour;

  @Option(
      names = "--group-by",
      paramLabel = "REGEX",
      description =
          "Images whose names agree in this pattern (in its first group, if it has one) stay on one"
              + " side of the split: use it where several images show one physical part. Near"
              + " duplicates of photographs stay together without it.")
  private @Nullable Pattern groupBy;

  @ArgGroup private FalseAlarms falseAlarms = new FalseAlarms();

  @Option(
      names = "--extrapolate",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Where there are too few images to promise the rate, a tail is fitted to the largest"
              + " distances, and the threshold is marked as extrapolated. This is the default;"
              + " --no-extrapolate refuses such images.")
  private boolean extrapolate = true;

  /** The two ways to give the false-alarm rate. */
  static final class FalseAlarms {
    @Option(
        names = "--false-alarm-rate",
        paramLabel = "A",
        description =
            "The share of normal images that may raise an alarm. Default: ${DEFAULT-VALUE}.")
    private double rate = 0.01;

    @Option(
        names = "--false-alarms",
        paramLabel = "PROMISE",
        converter = PromisedRate.class,
        description = "The same in words: \"1 per 8h at 5/s\".")
    private @Nullable Double promised;
  }

  @Option(
      names = "--data-licence",
      paramLabel = "TEXT",
      description = "Whose images these are, for the model's card.")
  private String licence = "not stated";

  @Option(
      names = "--seed",
      description = "The seed. The same seed gives the same model. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  /** Reads a false-alarm rate in words. */
  static final class PromisedRate implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        return FalseAlarmPromise.rate(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads the normal images and prints the data report. */
  NormalImages read(PrintWriter out, Progress progress) {
    return read(out, false, ImageSize.OWN, progress);
  }

  /**
   * Reads the normal images for an encoder and prints the data report.
   *
   * @param takesColour whether the encoder takes three channels
   * @param declared the size that the encoder takes; used if the user gave none
   */
  NormalImages read(PrintWriter out, boolean takesColour, ImageSize declared, Progress progress) {
    ImageSize wanted = size.equals(ImageSize.OWN) ? declared : size;
    DataSet set = DataSet.open(data);
    String label = set.normalLabel(normal);
    out.printf("Reading %d images%n", set.normals(label).size());
    out.flush();
    NormalImages images =
        NormalImages.read(
            set,
            label,
            new NormalImages.ShapeRequest(
                colour || takesColour ? 3 : 1,
                wanted.width(),
                wanted.height(),
                Optional.ofNullable(resize),
                align),
            progress);
    out.println(images.report());
    images.choice().sentences().forEach(out::println);
    images.beyondServiceLimits().ifPresent(sentence -> out.println("WARNING: " + sentence));
    out.flush();
    return images;
  }

  /** Splits the images, and warns if the split weakens the promised rate. */
  Split split(NormalImages images, PrintWriter out, Progress progress) {
    FalseAlarmPromise promise = promise();
    promise.requireImages(images.store().size());
    IntFunction<String> groups = groups(images);
    int size = images.store().size();
    Split split = Split.of(size, groups, promise.calibrationImages(size), seed);
    warnOfExtrapolation(out, split.calibration().size());
    warnOfFewGroups(out, split.calibration(), groups);
    warnOfNearDuplicates(out, images, split, progress);
    return split;
  }

  /**
   * Divides the images into folds, so that all of them calibrate the threshold. Near duplicates
   * stay in one fold. Warns if the images weaken the promised rate.
   */
  Folds folds(NormalImages images, PrintWriter out, Progress progress) {
    FalseAlarmPromise promise = promise();
    promise.requireCalibrationImages(images.store().size());
    int size = images.store().size();
    ImageGroups groups = ImageGroups.of(images.store(), groups(images), progress);
    groups.describe(images.names()).ifPresent(out::println);
    warnOfExtrapolation(out, size);
    warnOfFewGroups(out, IntStream.range(0, size).boxed().toList(), groups::of);
    return Folds.of(size, Folds.USUAL_COUNT, groups::of, seed);
  }

  private void warnOfExtrapolation(PrintWriter out, int calibrationImages) {
    promise().warning(calibrationImages).ifPresent(sentence -> out.println("WARNING: " + sentence));
  }

  private void warnOfFewGroups(
      PrintWriter out, List<Integer> calibration, IntFunction<String> groups) {
    long calibrating = calibration.stream().map(groups::apply).distinct().count();
    int needed = Calibration.imagesNeededFor(promise().rate());
    if (calibrating < (calibration.size() < needed ? calibration.size() / 2 : needed)) {
      out.printf(
          "WARNING: the %d calibration images come from %d groups only. The promise is made for"
              + " images of these; a group that differs from them may raise more false alarms%n",
          calibration.size(), calibrating);
    }
  }

  private void warnOfNearDuplicates(
      PrintWriter out, NormalImages images, Split split, Progress progress) {
    NearDuplicates.Finding finding = NearDuplicates.across(images.store(), split, progress);
    if (finding.pairs().isEmpty()) {
      return;
    }
    NearDuplicates.Pair first = finding.pairs().get(0);
    out.printf(
        "WARNING: %d of %d calibration images are almost equal to a training image, such as %s"
            + " and %s: do they show the same part, or the next frame? %s, or the threshold will be"
            + " too low%n",
        finding.pairs().size(),
        finding.compared(),
        images.names().get(first.calibration()),
        images.names().get(first.training()),
        groupBy == null
            ? "Keep them together with --group-by"
            : "--group-by %s does not keep them together: change it".formatted(groupBy));
  }

  FalseAlarmPromise promise() {
    return new FalseAlarmPromise(
        Objects.requireNonNullElse(falseAlarms.promised, falseAlarms.rate), extrapolate);
  }

  private IntFunction<String> groups(NormalImages images) {
    Pattern pattern = groupBy;
    if (pattern == null) {
      return Integer::toString;
    }
    NameGroups named = new NameGroups(pattern);
    return i -> {
      String name = images.names().get(i);
      return named
          .of(name)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "--group-by %s does not occur in '%s': change the pattern, or move the image away"
                          .formatted(pattern, name)));
    };
  }

  /** The options that decide the split and the threshold, by their names, for the provenance. */
  Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    if (groupBy != null) {
      options.put("group-by", groupBy.pattern());
    }
    options.put("extrapolate", Boolean.toString(extrapolate));
    return options;
  }

  String licence() {
    return licence;
  }

  long seed() {
    return seed;
  }
}
