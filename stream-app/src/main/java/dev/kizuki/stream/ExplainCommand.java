package dev.kizuki.stream;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.explanation.AlertExplainer;
import dev.kizuki.stream.explanation.AlertExplanation;
import dev.kizuki.stream.explanation.ModelFinder;
import dev.kizuki.stream.explanation.RaisedImage;
import dev.kizuki.stream.explanation.RaisedImages;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.kafka.RecordGoneException;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code kizuki explain}: scores the image of an alert or incident again. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fetches the image of an alert, or the worst image of an incident, scores it again with the very",
      "model that scored it then, and says whether the distance is the same to the last bit, what the",
      "number means, and where it comes from. The model comes from the configured files, or from the",
      "archive that the service keeps (modelUpdates.archive)."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final Pattern INCIDENT = Pattern.compile("[0-9a-f]{1,16}");

  @Spec private @Nullable CommandSpec spec;
  private final Sources sources;

  @Parameters(
      paramLabel = "ID",
      description = {
        "The id of an alert (id of its CloudEvent), or of an incident; the beginning of an incident's",
        "id is enough."
      })
  private String id = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's configuration. Default: environment variables only.")
  private @Nullable Path config;

  @Option(
      names = "--from",
      paramLabel = "T",
      converter = TimeConverter.class,
      description = "Search alerts from this time on, for example 1d. Default: all.")
  private Instant from = Instant.EPOCH;

  @Option(names = "--model", paramLabel = "FILE", description = "Score with this model instead.")
  private @Nullable Path model;

  @Option(
      names = "--heatmap",
      paramLabel = "FILE",
      description = "Write the heat map over the image as PNG.")
  private @Nullable Path heatmap;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  /**
   * The sources that the command reads.
   *
   * @param history opens the topic of anomalies
   * @param incidents reads the last state of each incident
   * @param records reads single images
   */
  record Sources(
      Function<Configuration, HistoryReader> history,
      Function<Configuration, List<Incident>> incidents,
      Function<Configuration, RecordReader> records) {}

  /** Reads Kafka. */
  ExplainCommand() {
    this(new Sources(HistoryReader::open, ReplayCommand::incidents, ReplayCommand::records));
  }

  ExplainCommand(Sources sources) {
    this.sources = sources;
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Configuration configuration = ConfigurationReader.readOrEnvironment(config, System.getenv());
    RaisedImage then = find(configuration, line.getErr());
    byte[] image = image(configuration, then);
    ModelFile file =
        model == null
            ? new ModelFinder(configuration)
                .find(then.model().sha256(), then.model().name() + " " + then.model().version())
            : ModelFile.read(model);
    AlertExplanation explanation =
        new AlertExplainer(configuration).explain(then, file, image, this::writeHeatMap);
    PrintWriter out = line.getOut();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(explanation));
    } else {
      new ExplainText(explanation).print(out);
    }
    out.flush();
    return 0;
  }

  private RaisedImage find(Configuration configuration, PrintWriter err) {
    Optional<RaisedImage> incident =
        INCIDENT.matcher(id).matches()
            ? RaisedImages.ofIncident(id, sources.incidents().apply(configuration))
            : Optional.empty();
    if (incident.isPresent()) {
      return incident.get();
    }
    try (HistoryReader reader = sources.history().apply(configuration);
        HistoryProgress progress = new HistoryProgress(err)) {
      return RaisedImages.ofAlert(
              id,
              reader,
              configuration.topics().anomalies(),
              new TimeSpan(from, Instant.now()),
              progress)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      ("there is no alert and no incident %s in the topics '%s' and '%s'; 'kizuki"
                              + " incidents list --state all' lists incidents, and an alert's id is"
                              + " the id of its event")
                          .formatted(
                              id,
                              configuration.topics().anomalies(),
                              configuration.topics().incidents())));
    }
  }

  private byte[] image(Configuration configuration, RaisedImage then) {
    try (RecordReader reader = sources.records().apply(configuration)) {
      byte[] image =
          reader
              .read(then.image().topic(), then.image().partition(), then.image().offset())
              .value();
      if (image == null || !ModelFile.sha256(image).equals(then.image().sha256())) {
        throw new ServiceException(
            "the record %s-%d@%d holds another image than the one of the alert: the topic was made anew"
                .formatted(then.image().topic(), then.image().partition(), then.image().offset()),
            null);
      }
      return image;
    } catch (RecordGoneException e) {
      throw new ServiceException(
          ("Kafka no longer holds the image %s-%d@%d (retention.ms of the topic). It was received %s;"
                  + " distance %s, threshold %s, by the model %s %s")
              .formatted(
                  then.image().topic(),
                  then.image().partition(),
                  then.image().offset(),
                  then.receivedAt(),
                  then.distance(),
                  then.threshold(),
                  then.model().name(),
                  then.model().version()),
          e);
    } catch (KafkaException e) {
      throw new ServiceException(
          "the topic '%s' cannot be read: %s".formatted(then.image().topic(), e.getMessage()), e);
    }
  }

  private void writeHeatMap(byte[] png) {
    if (heatmap != null) {
      try {
        Files.write(heatmap, png);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + heatmap, e);
      }
    }
  }
}
