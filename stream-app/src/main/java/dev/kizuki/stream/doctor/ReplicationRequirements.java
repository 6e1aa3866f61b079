package dev.kizuki.stream.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Says what the loss of one broker, or of its disk, would do to the topics of the service.
 *
 * @param brokers the number of brokers
 */
record ReplicationRequirements(int brokers) {
  private static final String SUBJECT = "replication";
  private static final int REPLICAS = 3;
  private static final int IN_SYNC = 2;

  /** Compares the topics. Each finding names all topics that it is about. */
  List<Finding> compare(List<TopicReplicas> topics) {
    if (brokers == 1) {
      return List.of(
          Finding.warning(
              SUBJECT,
              "the only broker holds all images: if its disk is lost, they are lost",
              "three brokers with kafka.replicationFactor: 3 and min.insync.replicas=2 lose nothing"
                  + " then; or accept it"));
    }
    List<Finding> findings = new ArrayList<>();
    int enough = Math.min(REPLICAS, brokers);
    warn(
        findings,
        topics,
        topic -> topic.replicas() < enough,
        topic -> "%s (%d)".formatted(topic.name(), topic.replicas()),
        "fewer than %d replicas: ".formatted(enough) + "%s",
        "add replicas (kafka-reassign-partitions.sh); for new topics set kafka.replicationFactor: %d"
                .formatted(enough)
            + " and, at the brokers, default.replication.factor, offsets.topic.replication.factor"
            + " and transaction.state.log.replication.factor");
    warn(
        findings,
        topics,
        topic -> topic.lagging() > 0,
        topic -> "%s (%d partitions)".formatted(topic.name(), topic.lagging()),
        "not all replicas are in sync: %s",
        "start the broker that is missing, and wait until its replicas have caught up");
    warn(
        findings,
        topics,
        topic -> topic.replicas() > 1 && topic.minInsyncReplicas().orElse(IN_SYNC) < IN_SYNC,
        TopicReplicas::name,
        "Kafka acknowledges records that only one broker has, and loses them with its disk: %s",
        "set min.insync.replicas=2 (kafka-configs.sh --alter --entity-type topics)");
    warn(
        findings,
        topics,
        topic -> topic.replicas() > 1 && topic.minInsyncReplicas().orElse(0) == topic.replicas(),
        TopicReplicas::name,
        "one broker that is down stops these topics, because min.insync.replicas is the number of"
            + " replicas: %s",
        "use one replica more than min.insync.replicas: 3 and 2");
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(
              SUBJECT,
              "%d topics, each on %d brokers or more, survive the loss of one"
                  .formatted(topics.size(), enough)));
    }
    return findings;
  }

  private static void warn(
      List<Finding> findings,
      List<TopicReplicas> topics,
      Predicate<TopicReplicas> wrong,
      Function<TopicReplicas, String> name,
      String text,
      String remedy) {
    String names = topics.stream().filter(wrong).map(name).collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      findings.add(Finding.warning(SUBJECT, text.formatted(names), remedy));
    }
  }
}
