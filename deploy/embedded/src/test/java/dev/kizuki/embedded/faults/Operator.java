package dev.kizuki.embedded.faults;

import dev.kizuki.stream.action.ActionWriter;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentLife;
import dev.kizuki.stream.incident.OperatorAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Acknowledges incidents and remembers each action that Kafka took. Not thread-safe. */
final class Operator implements Part {
  private final List<OperatorAction> written = new ArrayList<>();
  private final ActionWriter writer;

  Operator(String bootstrapServers) {
    writer =
        new ActionWriter(
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer()),
            "operator-actions");
  }

  /** Acknowledges each of these incidents, and waits until Kafka has the actions. */
  void acknowledge(Collection<Incident> incidents) throws Exception {
    for (Incident incident : incidents) {
      OperatorAction action =
          new OperatorAction(
              UUID.randomUUID().toString(),
              incident.id(),
              OperatorAction.Type.ACKNOWLEDGE,
              "anna",
              Instant.now(),
              null,
              null,
              null,
              null);
      writer.write(incident.device(), action).get(Plant.SOON.toSeconds(), TimeUnit.SECONDS);
      written.add(action);
    }
  }

  int actions() {
    return written.size();
  }

  /** Returns the actions that changed none of these incidents. */
  List<OperatorAction> lost(Collection<Incident> incidents) {
    return written.stream()
        .filter(action -> incidents.stream().noneMatch(incident -> shows(incident, action)))
        .toList();
  }

  private static boolean shows(Incident incident, OperatorAction action) {
    return incident.id().equals(action.incident())
        && incident.acknowledged() != null
        && IncidentLife.isApplied(incident, action);
  }

  @Override
  public void close() {
    writer.close();
  }
}
