package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.history.Times;
import dev.kizuki.stream.recalibration.RecalibrationOptions;
import dev.kizuki.stream.recalibration.RecalibrationReport;
import dev.kizuki.stream.recalibration.Recalibrator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code kizuki recalibrate}: makes a new version of a model from images of the history. */
@Command(
    name = "recalibrate",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a new version of a model from images in Kafka: new calibration distances and a new",
      "threshold, and with --refit a new mean and whitening. The network stays as it is.",
      "Images of incidents that were judged false count as normal. Images of incidents that were",
      "judged real, of incidents that nobody has judged, and of faulty cameras are left out.",
      "Prints what would change on the same images. If something speaks against the new threshold,",
      "for example a real incident that it would miss, no file is written.",
      "Exits with 0 if the file was written, 1 if it was refused."
    })
final class RecalibrateCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The time of the images that follows from the feedback alone. */
  private static final Duration FEEDBACK = Duration.ofDays(7);

  private final Function<Configuration, Recalibrator> recalibrators;
  private final Clock clock;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model.")
  private Path model = Path.of("");

  @Option(
      names = "--from-feedback",
      description = {
        "Use the images of the last 7 days, or from --from until now. At least one incident of",
        "that time must be judged false."
      })
  private boolean fromFeedback;

  @Option(
      names = "--from",
      paramLabel = "T",
      description = {
        "The first moment: 2026-11-29T08:00:00Z, 2026-11-29T08:00 or 2026-11-29 in local time, or",
        "a time back from now such as 2h or 1d."
      })
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "T", description = "The moment behind the last image.")
  private @Nullable String to;

  @Option(
      names = "--device",
      paramLabel = "PATTERN",
      description = "Only images of these devices; * and ? are wildcards.")
  private @Nullable String device;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "A",
      description = {
        "The share of normal images that may raise an alarm, 0 to 1. Default: the rate that the",
        "configuration gives this model, else the model's own."
      })
  private @Nullable Double falseAlarmRate;

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "The most images that calibrate. If there are more, a lot draws them. Default: 10000.")
  private int images = RecalibrationOptions.DEFAULT_IMAGES;

  @Option(
      names = "--model-version",
      paramLabel = "V",
      description =
          "The version of the new model. Default: the old one with the date: 1-r20261129.")
  private @Nullable String version;

  @Option(
      names = "--refit",
      description = {
        "Renew the mean of the feature, too, and its whitening if there are enough images. One",
        "half of the images fits them, the other half calibrates. The graph of the model changes,",
        "so the limits that devices have learned begin anew. Only for models whose distance is",
        "the length of one vector, as those of small images."
      })
  private boolean refit;

  @Option(
      names = "--force",
      description = {
        "Write the file in spite of objections. The file names them. Too few images and images of",
        "real incidents in the set cannot be overruled."
      })
  private boolean force;

  @Option(names = "--json", description = "Print the result as one line of JSON.")
  private boolean json;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's configuration. Default: environment variables only.")
  private @Nullable Path config;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file of the new model. It may be the old file: the service swaps it in.")
  private Path out = Path.of("");

  RecalibrateCommand() {
    this(Recalibrator::new, Clock.systemUTC());
  }

  RecalibrateCommand(Function<Configuration, Recalibrator> recalibrators, Clock clock) {
    this.recalibrators = recalibrators;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    if (images < 1) {
      throw new IllegalArgumentException("--images must be at least 1, was " + images);
    }
    TimeSpan span = span();
    Configuration configuration = ConfigurationReader.readOrEnvironment(config, System.getenv());
    RecalibrationOptions options =
        new RecalibrationOptions(
            model, span, fromFeedback, device, falseAlarmRate, images, version, refit, force, out);
    RecalibrationReport report;
    try (HistoryProgress progress = new HistoryProgress(line.getErr())) {
      report = recalibrators.apply(configuration).run(options, progress);
    }
    PrintWriter print = line.getOut();
    print.print(json ? JSON.writeValueAsString(report) + "\n" : RecalibrationText.of(report, out));
    print.flush();
    return report.written() == null ? 1 : 0;
  }

  private TimeSpan span() {
    Instant now = clock.instant();
    if (fromFeedback) {
      if (to != null) {
        throw new IllegalArgumentException("--from-feedback ends now: leave --to out");
      }
      return new TimeSpan(from == null ? now.minus(FEEDBACK) : time("--from", from, now), now);
    }
    if (from == null || to == null) {
      throw new IllegalArgumentException("give --from-feedback, or both --from and --to");
    }
    return new TimeSpan(time("--from", from, now), time("--to", to, now));
  }

  private static Instant time(String option, String text, Instant now) {
    try {
      return Times.parse(text, now, ZoneId.systemDefault());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + e.getMessage(), e);
    }
  }
}
