package dev.kizuki.stream.models;

import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.event.ModelEvent;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes of models to the topic of model events. An event that Kafka does not take is
 * logged. Thread-safe. The caller must close it.
 */
public final class ModelEventWriter implements Consumer<ModelChange>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelEventWriter.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  private final String topic;
  private final URI source;
  private final String by;
  private final Producer<String, byte[]> producer;
  private final InstantSource clock;

  /**
   * @param source the CloudEvents source of every event
   * @param by the instance of the service, or the user of the command line
   * @param producer this object closes it
   */
  public ModelEventWriter(
      String topic, URI source, String by, Producer<String, byte[]> producer, InstantSource clock) {
    this.topic = topic;
    this.source = source;
    this.by = by;
    this.producer = producer;
    this.clock = clock;
  }

  /** Writes the event of a change, and does not wait for Kafka's answer. */
  @Override
  public void accept(ModelChange change) {
    try {
      var unused = write(change); // the callback gets the failure
    } catch (InterruptException e) {
      // close() interrupts a send that waits for Kafka
      Thread.currentThread().interrupt();
    }
  }

  /** Writes the event of a change. The future ends with Kafka's answer. */
  public Future<RecordMetadata> write(ModelChange change) {
    String file = change.file().toString();
    ModelEvent event =
        ModelEvent.of(
            source,
            change.kind(),
            file,
            clock.instant(),
            new ModelEvent.Data(by, change.before(), change.after(), change.reason()));
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, file, EventJson.write(event));
    ImageHeaders.set(record.headers(), ImageHeaders.CONTENT_TYPE, "application/cloudevents+json");
    return producer.send(
        record,
        (metadata, failure) -> {
          if (failure != null) {
            LOG.atWarn()
                .addKeyValue("topic", topic)
                .log("the event {} was not written: {}", event.type(), failure.toString());
          }
        });
  }

  @Override
  public void close() {
    producer.close(STOP_TIMEOUT);
  }
}
