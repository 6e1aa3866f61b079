package dev.kizuki.stream.console;

import dev.kizuki.stream.action.ActionWriter;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.limit.LimitAction;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;

/** Writes the actions of the page's visitors to Kafka, and tells them if Kafka refuses one. */
final class OperatorActions implements AutoCloseable {
  private final ActionWriter writer;
  private final String topic;

  /**
   * @param producer closed with this object
   */
  OperatorActions(Producer<String, byte[]> producer, String topic) {
    this.writer = new ActionWriter(producer, topic);
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
    return told(writer.write(device, action), action);
  }

  /**
   * Writes an action on the limit of a device.
   *
   * @return as for an incident
   */
  CompletableFuture<LimitAction> write(LimitAction action, String device) {
    return told(writer.write(device, action), action);
  }

  private <T> CompletableFuture<T> told(CompletableFuture<Void> written, T action) {
    CompletableFuture<T> told = new CompletableFuture<>();
    var unused = // the other future gets the result
        written.whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                told.complete(action);
              } else {
                told.completeExceptionally(refused(failure));
              }
            });
    return told;
  }

  private Problem refused(Throwable failure) {
    return Problem.later(
        503,
        "Kafka has not taken the action: " + failure.getMessage(),
        "Try again; check the brokers, the topic '%s', and that the user may WRITE it."
            .formatted(topic),
        5);
  }

  @Override
  public void close() {
    writer.close();
  }
}
