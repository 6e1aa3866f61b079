package dev.kizuki.stream.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds all active incidents of the device to each event of an incident, as {@code data.active}. The
 * broker retains one message for each device, so that the message must tell of every active
 * incident, not only of the one that changed.
 */
final class IncidentRecords implements OutboxRecords {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentRecords.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The active incidents by partition, device and id. */
  private final Map<TopicPartition, Map<String, TreeMap<String, Active>>> partitions =
      new HashMap<>();

  /** An active incident in short. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Active(
      String id,
      IncidentKind kind,
      Instant raisedAt,
      Instant lastSeen,
      long count,
      boolean acknowledged,
      boolean shelved,
      @Nullable String link) {
    static Active of(IncidentEvent.Data data) {
      Incident incident = data.incident();
      return new Active(
          incident.id(),
          incident.kind(),
          incident.raisedAt(),
          incident.lastSeen(),
          incident.count(),
          incident.acknowledged() != null,
          incident.shelved() != null,
          data.link());
    }
  }

  @Override
  public boolean needsHistory() {
    return true;
  }

  @Override
  public @Nullable ConsumerRecord<String, byte[]> next(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      // a deleted incident says nothing about the device
      return null;
    }
    try {
      IncidentEvent event = IncidentJson.read(record.value(), IncidentEvent.class);
      String device = event.data().incident().device();
      return published(record, device, withActive(record.value(), note(record, event)));
    } catch (JacksonException | IllegalArgumentException e) {
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("the record is no event of an incident: {}", e.toString());
      return published(record, null, record.value());
    }
  }

  /** Returns the active incidents of the device after this event. */
  private List<Active> note(ConsumerRecord<String, byte[]> record, IncidentEvent event) {
    Incident incident = event.data().incident();
    Map<String, TreeMap<String, Active>> devices =
        partitions.computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()), any -> new HashMap<>());
    TreeMap<String, Active> active =
        devices.computeIfAbsent(incident.device(), any -> new TreeMap<>());
    if (incident.active()) {
      active.put(incident.id(), Active.of(event.data()));
    } else {
      active.remove(incident.id());
    }
    if (active.isEmpty()) {
      devices.remove(incident.device());
    }
    return List.copyOf(active.values());
  }

  private static byte[] withActive(byte[] event, List<Active> active) {
    ObjectNode tree = (ObjectNode) JSON.readTree(event);
    ((ObjectNode) tree.get("data")).set("active", JSON.valueToTree(active));
    return JSON.writeValueAsBytes(tree);
  }

  private static ConsumerRecord<String, byte[]> published(
      ConsumerRecord<String, byte[]> record, @Nullable String device, byte[] payload) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        payload.length,
        device,
        payload,
        record.headers(),
        record.leaderEpoch());
  }

  @Override
  public void forget(Collection<TopicPartition> revoked) {
    partitions.keySet().removeAll(revoked);
  }
}
