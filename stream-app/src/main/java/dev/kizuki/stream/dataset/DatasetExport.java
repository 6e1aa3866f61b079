package dev.kizuki.stream.dataset;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.history.History;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes judged and sampled images as a data set. */
public final class DatasetExport {
  /** The file that says where each image comes from. */
  public static final String PROVENANCE = "provenance.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Configuration configuration;
  private final Function<Configuration, PlantRecords> opens;
  private final Clock clock;

  /** Uses the Kafka that a configuration names. */
  public DatasetExport(Configuration configuration) {
    this(configuration, PlantRecords::of, Clock.systemUTC());
  }

  /**
   * @param opens opens the records, which this class closes
   * @param clock the present time
   */
  public DatasetExport(
      Configuration configuration, Function<Configuration, PlantRecords> opens, Clock clock) {
    this.configuration = configuration;
    this.opens = opens;
    this.clock = clock;
  }

  /**
   * Writes the data set.
   *
   * @param pattern the pattern of the devices; null takes all
   * @param folder the folder, which must not exist or be empty
   * @return the provenance of the data set
   * @throws ServiceException if Kafka does not answer, or there is no image to write
   * @throws IllegalArgumentException if the folder is not empty
   */
  public Dataset write(TimeSpan span, @Nullable String pattern, DatasetLabels labels, Path folder) {
    configuration.requireIncidents("dataset export");
    DatasetWriter.requireEmpty(folder);
    try (PlantRecords records = opens.apply(configuration)) {
      JudgedTimes times = new JudgedTimes(records.incidents());
      DatasetPlan plan = new DatasetPlan(times, span, DevicePattern.of(pattern), labels);
      History alerts = addAlerts(records, span, pattern, plan);
      records.samples().forEach(plan::add);
      DatasetWriter writer = new DatasetWriter(folder);
      for (PlannedImage image : plan.images()) {
        writer.write(image, records.image(image.image()));
      }
      Dataset dataset = dataset(span, pattern, alerts, plan, writer);
      if (dataset.files().isEmpty()) {
        throw nothing(dataset);
      }
      write(dataset, folder.resolve(PROVENANCE));
      return dataset;
    } catch (KafkaException e) {
      throw new ServiceException(
          "Kafka at %s cannot be read: %s"
              .formatted(configuration.kafka().bootstrapServers(), e.getMessage()),
          e);
    }
  }

  private History addAlerts(
      PlantRecords records, TimeSpan span, @Nullable String pattern, DatasetPlan plan) {
    try (HistoryReader reader = records.alerts()) {
      History history = reader.search(configuration.topics().anomalies(), span);
      reader.read(
          history,
          DevicePattern.of(pattern),
          HistoryReader.Progress.NONE,
          batch -> batch.forEach(record -> add(record, plan)));
      return history;
    }
  }

  private static void add(ConsumerRecord<String, byte[]> record, DatasetPlan plan) {
    if (record.value() == null) {
      return;
    }
    try {
      plan.add(EventJson.read(record.value()));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new ServiceException(
          "The record %s-%d@%d is no alert (topics.anomalies): %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
          e);
    }
  }

  private Dataset dataset(
      TimeSpan span,
      @Nullable String pattern,
      History alerts,
      DatasetPlan plan,
      DatasetWriter writer) {
    Map<String, Integer> leftOut = new TreeMap<>();
    plan.leftOut()
        .forEach(
            (why, count) ->
                leftOut.put(why.name().toLowerCase(Locale.ROOT).replace('_', '-'), count));
    return new Dataset(
        clock.instant(),
        System.getProperty("user.name", "unknown"),
        span.from(),
        span.to(),
        pattern == null ? "*" : pattern,
        alerts.missing().orElse(null),
        writer.files(),
        writer.gone(),
        writer.notReadable(),
        writer.repeated(),
        writer.contradictory(),
        leftOut);
  }

  private static ServiceException nothing(Dataset dataset) {
    return new ServiceException(
        "there is no judged or sampled image from %s to %s that can be written: Kafka no longer holds %d, %d are no PNG, JPEG or BMP, and left out are %s. Judge incidents on the page or with 'kizuki incidents judge', and keep samples (samples.keep)"
            .formatted(
                dataset.from(),
                dataset.to(),
                dataset.gone().size(),
                dataset.notReadable().size(),
                dataset.leftOut()),
        null);
  }

  private static void write(Dataset dataset, Path file) {
    try {
      Files.write(file, JSON.writeValueAsBytes(dataset));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
