package dev.kizuki.stream.status;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.lifecycle.Periodic;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the status of this instance to Kafka every five seconds. */
public final class StatusPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  private final String topic;
  private final ServiceFacts facts;
  private final Producer<String, byte[]> producer;
  private final InstantSource clock;
  private final Periodic timer = new Periodic("service-status", INTERVAL, this::write);

  /**
   * @param producer this object closes it
   */
  public StatusPublisher(
      String topic, ServiceFacts facts, Producer<String, byte[]> producer, InstantSource clock) {
    this.topic = topic;
    this.facts = facts;
    this.producer = producer;
    this.clock = clock;
  }

  /** Starts to write. */
  public void start() {
    timer.start(Duration.ofSeconds(1));
  }

  /** Writes the status once. The next status replaces one that Kafka does not take. */
  void write() {
    ServiceStatus status = facts.status(clock.instant());
    try {
      var unused = // the callback gets the failure
          producer.send(
              new ProducerRecord<>(topic, status.instance(), IncidentJson.write(status)),
              (metadata, failure) -> warn(failure));
    } catch (InterruptException e) {
      // close() interrupts a send that waits for Kafka
      Thread.currentThread().interrupt();
    }
  }

  private void warn(@Nullable Exception failure) {
    if (failure != null) {
      LOG.atWarn()
          .addKeyValue("topic", topic)
          .log("the status of the service was not written: {}", failure.toString());
    }
  }

  @Override
  public void close() {
    timer.close();
    producer.close(STOP_TIMEOUT);
  }
}
