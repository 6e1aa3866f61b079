package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.WholeTopic;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.models.ModelArchive;
import dev.kizuki.stream.models.ModelChange;
import dev.kizuki.stream.models.ModelEventWriter;
import dev.kizuki.stream.models.ShadowFiles;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of {@code kizuki models} that names the configuration, and its use of Kafka. */
final class ModelAccess {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Function<KafkaSettings, Consumer<String, byte[]>> consumers;
  private final Function<KafkaSettings, Producer<String, byte[]>> producers;
  private final InstantSource clock;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's configuration. Default: environment variables only.")
  private @Nullable Path config;

  ModelAccess() {
    this(
        kafka -> new KafkaConsumer<>(kafka.reader("-tool")),
        kafka -> new KafkaProducer<>(kafka.modelEventProducer()),
        InstantSource.system());
  }

  ModelAccess(
      Function<KafkaSettings, Consumer<String, byte[]>> consumers,
      Function<KafkaSettings, Producer<String, byte[]>> producers,
      InstantSource clock) {
    this.consumers = consumers;
    this.producers = producers;
    this.clock = clock;
  }

  InstantSource clock() {
    return clock;
  }

  Configuration configuration() {
    return ConfigurationReader.readOrEnvironment(config, System.getenv());
  }

  /** The files of the models and their shadows, with the archive of the configuration. */
  static ShadowFiles files(Configuration configuration) {
    String archive = configuration.modelUpdates().archive();
    return new ShadowFiles(
        configuration.models(), archive.isEmpty() ? null : new ModelArchive(Path.of(archive)));
  }

  /**
   * Reads all records of a topic.
   *
   * @throws IllegalArgumentException if the service writes no such topic
   * @throws ServiceException if there is no such topic, or if Kafka does not answer
   */
  List<ConsumerRecord<String, byte[]>> read(Configuration configuration, String topic) {
    if (!configuration.incidents().enabled()) {
      throw new IllegalArgumentException(
          "incidents.enabled is false, so the service does not write the topic '%s'"
              .formatted(topic));
    }
    return WholeTopic.read(
        () -> consumers.apply(new KafkaSettings(configuration)),
        topic,
        configuration.kafka().bootstrapServers());
  }

  /** Writes the event of a change. A failure is a warning: the files have changed already. */
  void write(Configuration configuration, ModelChange change, PrintWriter err) {
    if (!configuration.incidents().enabled()) {
      return;
    }
    String topic = configuration.topics().modelEvents();
    try (ModelEventWriter writer =
        new ModelEventWriter(
            topic,
            URI.create("/kizuki/" + configuration.kafka().applicationId()),
            System.getProperty("user.name"),
            producers.apply(new KafkaSettings(configuration)),
            clock)) {
      var unused = writer.write(change).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      err.println(
          "warning: the files are changed, but no event was written to the topic '%s' at %s: %s"
              .formatted(topic, configuration.kafka().bootstrapServers(), cause(e)));
      err.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while writing the event", e);
    }
  }

  private static String cause(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
