package dev.kizuki.stream;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.action.IncidentLog;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.KnownLimits;
import dev.kizuki.stream.replay.Replay;
import dev.kizuki.stream.replay.ReplayReport;
import dev.kizuki.stream.replay.ReplayResult;
import dev.kizuki.stream.replay.ReplaySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code kizuki replay}: judges the images of the past with a model. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Judges the images that Kafka holds with a model, and shows what was raised beside what would",
      "have been raised: alerts, incidents, which incidents that people judged real would be missed,",
      "and which false ones would not be raised. It writes nothing to Kafka.",
      "Incidents follow the rule of the service (incidents.* of the configuration).",
      "Confirmed limits of devices count for a model with the same network, as they are now. With",
      "--threshold or --false-alarm-rate, one threshold counts for all devices."
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final HistoryOptions history;
  private final Function<Configuration, List<Incident>> incidents;
  private final Function<Configuration, RecordReader> records;
  private final Function<Configuration, List<DeviceLimit>> limits;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The model that judges the images of all devices of --device.")
  private Path model = Path.of("");

  @Option(
      names = "--threshold",
      paramLabel = "X",
      description = "The largest distance that is normal. Default: the model's threshold.")
  private @Nullable Double threshold;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "A",
      description =
          "The share of normal images that raise an alarm, 0 to 1, instead of --threshold.")
  private @Nullable Double falseAlarmRate;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The threads that judge images. Default: one for each processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print the result as one line of JSON.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = {
        "Write DIR/index.html: one page with the result, and up to 100 images that differ with their",
        "heat maps. It holds the images, so keep it where the images may be seen."
      })
  private @Nullable Path report;

  /** Reads Kafka. */
  ReplayCommand() {
    this(
        new HistoryOptions(),
        ReplayCommand::incidents,
        ReplayCommand::records,
        ReplayCommand::limits);
  }

  /**
   * @param incidents reads the last state of each incident
   * @param records reads single images
   * @param limits reads the limits of devices
   */
  ReplayCommand(
      HistoryOptions history,
      Function<Configuration, List<Incident>> incidents,
      Function<Configuration, RecordReader> records,
      Function<Configuration, List<DeviceLimit>> limits) {
    this.limits = limits;
    this.history = history;
    this.incidents = incidents;
    this.records = records;
  }

  /** Reads the limits of devices; none if devices learn no limits. */
  private static List<DeviceLimit> limits(Configuration configuration) {
    return configuration.incidents().enabled() && configuration.deviceLimits().enabled()
        ? List.copyOf(new LimitAccess().read(configuration, "*").values())
        : List.of();
  }

  /** The limits that count in this replay. */
  private KnownLimits known(Configuration configuration) {
    KnownLimits known = new KnownLimits();
    if (threshold == null && falseAlarmRate == null) {
      limits.apply(configuration).forEach(known::put);
    }
    return known;
  }

  /** Opens the reader of single images. */
  static RecordReader records(Configuration configuration) {
    return new RecordReader(
        () ->
            new KafkaConsumer<>(
                new KafkaSettings(configuration).recordConsumer("-history-images")));
  }

  /** Reads the last state of each incident; none if the configuration has no incidents. */
  static List<Incident> incidents(Configuration configuration) {
    if (!configuration.incidents().enabled()) {
      return List.of();
    }
    try (IncidentLog log = IncidentLog.open(configuration)) {
      return log.read().stream().map(event -> event.data().incident()).toList();
    }
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Configuration configuration = history.configuration();
    warnOfSeveralModels(configuration, line.getErr());
    if (report != null) {
      // before the work
      make(report);
    }
    ModelFile file = ModelFile.read(model);
    try (Model loaded = Model.load(file)) {
      Threshold limit = threshold(loaded);
      ReplaySettings settings =
          ReplaySettings.of(configuration, history.span(), history.devices(), limit, threads);
      ModelReference reference =
          new ModelReference(loaded.metadata().name(), loaded.metadata().version(), file.sha256());
      ReplayResult result = result(configuration, settings, loaded, reference, line.getErr());
      print(result, line.getOut());
      if (report != null) {
        writeReport(report, configuration, result, loaded, limit, line.getErr());
      }
    }
    return 0;
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--report: the folder %s cannot be made; name another folder".formatted(folder), e);
    }
  }

  private ReplayResult result(
      Configuration configuration,
      ReplaySettings settings,
      Model loaded,
      ModelReference reference,
      PrintWriter err) {
    try (HistoryReader reader = history.open(configuration);
        HistoryProgress progress = new HistoryProgress(err)) {
      return new Replay(settings, reader, incidents.apply(configuration), known(configuration))
          .run(loaded, reference, progress);
    }
  }

  private void print(ReplayResult result, PrintWriter out) {
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(result));
    } else {
      new ReplayText(result).print(out);
    }
    out.flush();
  }

  private void writeReport(
      Path folder,
      Configuration configuration,
      ReplayResult result,
      Model loaded,
      Threshold limit,
      PrintWriter err) {
    try (RecordReader images = records.apply(configuration)) {
      Path page =
          new ReplayReport(
                  configuration.topics().images(),
                  images,
                  loaded,
                  limit,
                  configuration.limits().image())
              .write(folder, result, ReplayText.LEFT_OUT);
      err.println("report: " + page);
      err.flush();
    }
  }

  /** A model for one product judges all images of another product anomalous. */
  private void warnOfSeveralModels(Configuration configuration, PrintWriter err) {
    if (configuration.models().size() > 1 && history.devicePattern().equals("*")) {
      err.printf(
          "WARNING: the configuration has %d models, and this one judges the images of all devices;"
              + " --device selects those of one model%n",
          configuration.models().size());
      err.flush();
    }
  }

  private Threshold threshold(Model loaded) {
    Calibration calibration = loaded.metadata().calibration();
    if (threshold != null && falseAlarmRate != null) {
      throw new IllegalArgumentException("give --threshold or --false-alarm-rate, not both");
    }
    if (threshold != null) {
      double rate = Math.min(calibration.pValue(threshold), Math.nextDown(1.0));
      return new Threshold(threshold, rate, Threshold.Rule.CONFORMAL);
    }
    return falseAlarmRate == null
        ? loaded.metadata().threshold()
        : calibration.threshold(falseAlarmRate);
  }
}
