package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import org.apache.kafka.streams.StreamsConfig;

/**
 * One variant of the topology that is measured.
 *
 * @param name the name of the line in the table
 * @param topic the topic of images
 * @param workload the work on each record
 * @param exactlyOnce whether Kafka Streams processes in transactions
 * @param scores whether every score is written to a topic
 * @param metrics whether meters are registered in a Prometheus registry
 * @param incidents whether incidents are made, cameras measured and the status of devices written
 * @param threads the number of stream threads
 * @param service a configuration that names the models
 */
record TopologySetup(
    String name,
    String topic,
    Workload workload,
    boolean exactlyOnce,
    boolean scores,
    boolean metrics,
    boolean incidents,
    int threads,
    ConfigurationBuilder service) {
  /** Returns the service's defaults, in one thread: at least once, only alerts are written. */
  static TopologySetup alertsOnly(String name, String topic, ConfigurationBuilder service) {
    return new TopologySetup(
        name, topic, Workload.JUDGE_BY_POLL, false, false, true, true, 1, service);
  }

  TopologySetup named(String other) {
    return new TopologySetup(
        other, topic, workload, exactlyOnce, scores, metrics, incidents, threads, service);
  }

  TopologySetup with(Workload other) {
    return new TopologySetup(
        name, topic, other, exactlyOnce, scores, metrics, incidents, threads, service);
  }

  TopologySetup exactly() {
    return new TopologySetup(
        name, topic, workload, true, scores, metrics, incidents, threads, service);
  }

  TopologySetup writingScores() {
    return new TopologySetup(
        name, topic, workload, exactlyOnce, true, metrics, incidents, threads, service);
  }

  TopologySetup withoutMetrics() {
    return new TopologySetup(
        name, topic, workload, exactlyOnce, scores, false, incidents, threads, service);
  }

  TopologySetup withoutIncidents() {
    return new TopologySetup(
        name, topic, workload, exactlyOnce, scores, metrics, false, threads, service);
  }

  TopologySetup threads(int other) {
    return new TopologySetup(
        name, topic, workload, exactlyOnce, scores, metrics, incidents, other, service);
  }

  TopologySetup serving(ConfigurationBuilder other) {
    return new TopologySetup(
        name, topic, workload, exactlyOnce, scores, metrics, incidents, threads, other);
  }

  /** Returns the configuration of this variant, without Kafka's address and folders. */
  ConfigurationBuilder configuration() {
    return service
        .set("kafka.threads", threads)
        .set(
            "kafka.processingGuarantee",
            exactlyOnce ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE)
        .set("incidents.enabled", incidents)
        .set("topics.images", topic)
        .set("topics.scores", scores ? "scores" : "");
  }
}
