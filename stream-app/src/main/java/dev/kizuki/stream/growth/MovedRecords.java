package dev.kizuki.stream.growth;

import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * The entries of a store that belong to another partition since partitions were added.
 *
 * @param copies the entries, for the partitions where their devices are now
 * @param deletions the deletions of these entries in the partitions where they were
 */
record MovedRecords(
    List<ProducerRecord<String, byte[]>> copies, List<ProducerRecord<String, byte[]>> deletions) {
  private static final String INCIDENTS = "-incidents-changelog";
  private static final String BURN_INS = "-burn-ins-changelog";

  private record Place(int partition, String key) {}

  /**
   * Finds the entries to move.
   *
   * @param changelog all records of the changelog of a store; those of one partition in the order
   *     of their offsets
   * @param partitions the number of partitions that images have now
   */
  static MovedRecords of(List<ConsumerRecord<String, byte[]>> changelog, int partitions) {
    Map<Place, ConsumerRecord<String, byte[]>> entries = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record : changelog) {
      Place place = new Place(record.partition(), record.key());
      if (record.value() == null) {
        entries.remove(place);
      } else {
        entries.put(place, record);
      }
    }
    List<ProducerRecord<String, byte[]>> copies = new ArrayList<>();
    List<ProducerRecord<String, byte[]>> deletions = new ArrayList<>();
    entries.forEach(
        (place, record) -> {
          int home = partition(owner(record), partitions);
          if (home == place.partition()) {
            return;
          }
          // an earlier attempt that was interrupted may have copied it
          if (!entries.containsKey(new Place(home, place.key()))) {
            copies.add(new ProducerRecord<>(record.topic(), home, record.key(), record.value()));
          }
          deletions.add(
              new ProducerRecord<>(record.topic(), place.partition(), record.key(), null));
        });
    return new MovedRecords(copies, deletions);
  }

  /** Returns the device or line whose images and actions decide the partition of an entry. */
  private static String owner(ConsumerRecord<String, byte[]> record) {
    if (record.topic().endsWith(INCIDENTS)) {
      return IncidentJson.read(record.value(), Incident.class).device();
    }
    String key = record.key();
    // the key is the device, a slash, and the beginning of a digest
    return record.topic().endsWith(BURN_INS) ? key.substring(0, key.lastIndexOf('/')) : key;
  }

  private static int partition(String owner, int partitions) {
    return BuiltInPartitioner.partitionForKey(owner.getBytes(StandardCharsets.UTF_8), partitions);
  }
}
