package dev.kizuki.stream.action;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.limit.LimitAction;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Writes operators' actions to Kafka. Thread-safe, as the producer. */
public final class ActionWriter implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Producer<String, byte[]> producer;
  private final String topic;

  /**
   * @param producer a producer with {@code acks=all} and Kafka's default partitioner; this object
   *     closes it
   * @param topic the topic of operators' actions
   */
  public ActionWriter(Producer<String, byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /**
   * Writes an action.
   *
   * @param device the device of the incident; for the kind group, the line
   * @return completes when Kafka has it, and fails with Kafka's exception
   */
  public CompletableFuture<Void> write(String device, OperatorAction action) {
    return send(new ProducerRecord<>(topic, device, IncidentJson.write(action)));
  }

  /**
   * Writes an action on the limit of a device.
   *
   * @return completes when Kafka has it, and fails with Kafka's exception
   */
  public CompletableFuture<Void> write(String device, LimitAction action) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, device, IncidentJson.write(action));
    record.headers().add(LimitAction.HEADER, new byte[0]);
    return send(record);
  }

  private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    try {
      var unused = // the callback gets the result
          producer.send(
              record,
              (metadata, e) -> {
                if (e == null) {
                  written.complete(null);
                } else {
                  written.completeExceptionally(e);
                }
              });
    } catch (KafkaException e) {
      written.completeExceptionally(e);
    }
    return written;
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
