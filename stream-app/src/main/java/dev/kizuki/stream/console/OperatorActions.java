package dev.kizuki.stream.console;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.limit.LimitAction;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Writes operators' actions to Kafka. The key is the device, so its own task sees the action. */
final class OperatorActions implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

  private final Producer<String, byte[]> producer;
  private final String topic;

  /**
   * @param producer closed with this object
   */
  OperatorActions(Producer<String, byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /**
   * Writes an action on an incident.
   *
   * @param device the device of the incident, or the line of a group
   * @return completes when all replicas have the action; fails with {@link Problem} if they have
   *     not
   */
  CompletableFuture<OperatorAction> write(OperatorAction action, String device) {
    return write(new ProducerRecord<>(topic, device, IncidentJson.write(action)), action);
  }

  /**
   * Writes an action on the limit of a device.
   *
   * @return as for an incident
   */
  CompletableFuture<LimitAction> write(LimitAction action, String device) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, device, IncidentJson.write(action));
    record.headers().add(LimitAction.HEADER, new byte[0]);
    return write(record, action);
  }

  private <T> CompletableFuture<T> write(ProducerRecord<String, byte[]> record, T action) {
    CompletableFuture<T> written = new CompletableFuture<>();
    try {
      var unused = // the callback tells of the end
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  written.complete(action);
                } else {
                  written.completeExceptionally(refused(failure));
                }
              });
    } catch (KafkaException e) {
      written.completeExceptionally(refused(e));
    }
    return written;
  }

  private Problem refused(Exception failure) {
    return Problem.later(
        503,
        "Kafka has not taken the action: " + failure.getMessage(),
        "Try again; check the brokers, the topic '%s', and that the user may WRITE it."
            .formatted(topic),
        5);
  }

  @Override
  public void close() {
    producer.close(STOP_LIMIT);
  }
}
