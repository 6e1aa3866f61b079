package dev.kizuki.stream.doctor;

import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What Kafka says of a topic.
 *
 * @param partitions number of partitions
 * @param replicas number of replicas of the first partition
 * @param allowed the operations that this user may do on the topic
 * @param maxRecordBytes the largest record that the topic takes, in bytes; empty if Kafka does not
 *     tell
 */
record TopicFacts(
    int partitions, int replicas, Set<AclOperation> allowed, OptionalLong maxRecordBytes) {}
