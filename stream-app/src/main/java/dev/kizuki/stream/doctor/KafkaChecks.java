package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.KafkaTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Checks of Kafka: reachable, credentials, topics, rights, sizes, clock. */
final class KafkaChecks implements AutoCloseable {
  private static final long TIMEOUT_S = 10;
  private static final Duration MOST_SKEW = Duration.ofSeconds(5);

  private final Configuration configuration;
  private final KafkaSettings settings;
  private final KafkaTopics topics;
  private final Admin admin;

  /**
   * @throws KafkaException if the settings cannot make a client
   */
  KafkaChecks(Configuration configuration) {
    this.configuration = configuration;
    this.settings = new KafkaSettings(configuration);
    this.topics = new KafkaTopics(configuration, settings);
    this.admin = Admin.create(settings.admin("-doctor"));
  }

  List<Finding> all() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try {
      int brokers = get(admin.describeCluster().nodes()).size();
      findings.add(
          Finding.ok(
              "kafka",
              "%d broker(s) behind %s"
                  .formatted(brokers, configuration.kafka().bootstrapServers())));
    } catch (ExecutionException | TimeoutException e) {
      findings.add(
          Finding.failure(
              "kafka",
              "%s does not answer within %d s: %s"
                  .formatted(configuration.kafka().bootstrapServers(), TIMEOUT_S, cause(e)),
              "check kafka.bootstrapServers, the network, kafka.securityProtocol and the user"));
      return findings;
    }
    for (String topic : topics.names()) {
      findings.add(topic(topic));
    }
    findings.add(clock());
    return findings;
  }

  private Finding topic(String name) throws InterruptedException {
    try {
      TopicDescription description =
          get(
              admin
                  .describeTopics(
                      List.of(name), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                  .topicNameValues()
                  .get(name));
      Set<AclOperation> missing = EnumSet.copyOf(needed(name));
      missing.removeAll(description.authorizedOperations());
      if (!missing.isEmpty()) {
        return Finding.failure(
            "topic",
            "%s: this user may not %s".formatted(name, missing),
            "grant it (kafka-acls.sh --add)");
      }
      return size(name, description);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return configuration.kafka().createTopics()
            ? Finding.ok("topic", name + " is missing; the service will create it")
            : Finding.failure(
                "topic",
                name + " is missing, or may not be seen",
                "create it, set kafka.createTopics: true, or grant DESCRIBE");
      }
      return Finding.failure("topic", name + ": " + cause(e), "grant DESCRIBE on it");
    } catch (TimeoutException e) {
      return Finding.failure("topic", name + ": no answer", "look at the brokers' logs");
    }
  }

  private Set<AclOperation> needed(String topic) {
    if (topic.equals(configuration.topics().images())) {
      return EnumSet.of(AclOperation.READ, AclOperation.WRITE);
    }
    return topic.equals(configuration.topics().anomalies())
        ? EnumSet.of(AclOperation.READ, AclOperation.WRITE)
        : EnumSet.of(AclOperation.WRITE);
  }

  private Finding size(String name, TopicDescription description)
      throws ExecutionException, InterruptedException, TimeoutException {
    int partitions = description.partitions().size();
    int replicas = description.partitions().get(0).replicas().size();
    String text = "%s: %d partitions, %d replica(s)".formatted(name, partitions, replicas);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    ConfigEntry limit =
        get(admin.describeConfigs(List.of(resource)).values().get(resource))
            .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    if (limit != null && Long.parseLong(limit.value()) < settings.maxRequestBytes()) {
      return Finding.failure(
          "topic",
          "%s takes records up to %s bytes, the largest image with its headers has %d"
              .formatted(name, limit.value(), settings.maxRequestBytes()),
          "raise max.message.bytes of the topic, or lower limits.maxImageBytes");
    }
    if (name.equals(configuration.topics().images())
        && partitions < configuration.kafka().streamThreads()) {
      return Finding.warning(
          "topic",
          "%s has %d partitions for %d threads"
              .formatted(name, partitions, configuration.kafka().streamThreads()),
          "some threads will idle: lower kafka.threads, or add partitions");
    }
    return replicas < 2
        ? Finding.warning(
            "topic", text, "one broker that is lost takes images with it: set replicationFactor")
        : Finding.ok("topic", text);
  }

  /** A broker stamps one record of a topic of our own, which is deleted again. */
  private Finding clock() throws InterruptedException {
    String name = configuration.kafka().applicationId() + "-doctor";
    try {
      get(
          admin
              .createTopics(
                  List.of(
                      new NewTopic(name, Optional.of(1), Optional.empty())
                          .configs(
                              Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"))))
              .all());
    } catch (ExecutionException | TimeoutException e) {
      return Finding.warning(
          "clock",
          "not compared with Kafka's: the topic %s cannot be created: %s".formatted(name, cause(e)),
          "compare it by hand, or let this user create topics");
    }
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings.bridgeProducer())) {
      long before = System.currentTimeMillis();
      long stamped =
          producer
              .send(new ProducerRecord<>(name, new byte[0]))
              .get(TIMEOUT_S, TimeUnit.SECONDS)
              .timestamp();
      long after = System.currentTimeMillis();
      long skew = stamped < before ? before - stamped : Math.max(0, stamped - after);
      String text = "at most %d ms from Kafka's".formatted(skew);
      return skew > MOST_SKEW.toMillis()
          ? Finding.warning("clock", "%d ms from Kafka's".formatted(skew), "run NTP on both")
          : Finding.ok("clock", text);
    } catch (ExecutionException | TimeoutException e) {
      return Finding.failure(
          "clock", "Kafka took no record: " + cause(e), "grant WRITE, look at the brokers' logs");
    } finally {
      delete(name);
    }
  }

  private void delete(String topic) throws InterruptedException {
    try {
      get(admin.deleteTopics(List.of(topic)).all());
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the topic %s was left behind: %s".formatted(topic, cause(e)), e);
    }
  }

  private static <T> T get(@Nullable KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return Objects.requireNonNull(future).get(TIMEOUT_S, TimeUnit.SECONDS);
  }

  private static String cause(Exception e) {
    return e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
