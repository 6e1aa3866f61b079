package dev.kizuki.stream.doctor;

import java.util.OptionalLong;

/**
 * The replicas of a topic.
 *
 * @param replicas the smallest number of replicas of a partition
 * @param lagging the number of partitions that have a replica which is not in sync
 * @param minInsyncReplicas the replicas that must have a record before Kafka acknowledges it; empty
 *     if Kafka does not tell
 */
record TopicReplicas(String name, int replicas, int lagging, OptionalLong minInsyncReplicas) {}
