package dev.kizuki.stream.doctor;

import dev.kizuki.stream.growth.PartitionCounts;
import dev.kizuki.stream.kafka.KafkaTopics;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** Asks Kafka for the partitions of the topics of images, of actions and of the stores. */
record PartitionCheck(Admin admin, TopicRequirements requirements, KafkaTopics topics)
    implements Check {
  @Override
  public List<Finding> findings() {
    try {
      PartitionCounts counts = PartitionCounts.read(admin, requirements.configuration(), topics);
      return counts.partitions().size() < 2
          ? List.of()
          : List.of(requirements.comparePartitions(counts));
    } catch (ServiceException e) {
      // TopicCheck tells what is wrong with a topic that Kafka does not describe
      return List.of();
    }
  }
}
