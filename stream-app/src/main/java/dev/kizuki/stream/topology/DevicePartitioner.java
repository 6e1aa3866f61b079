package dev.kizuki.stream.topology;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Puts the incidents of a device in the partition that Kafka would choose for the device. The key
 * of an incident is the device, a slash, and the id of the incident.
 */
final class DevicePartitioner implements StreamPartitioner<String, byte[]> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String key, byte[] value, int numPartitions) {
    byte[] device = key.substring(0, key.lastIndexOf('/')).getBytes(StandardCharsets.UTF_8);
    return Optional.of(Set.of(BuiltInPartitioner.partitionForKey(device, numPartitions)));
  }
}
