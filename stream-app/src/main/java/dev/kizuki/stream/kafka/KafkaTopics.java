package dev.kizuki.stream.kafka;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the topics that the service needs, and creates those that are missing. */
public final class KafkaTopics {
  /** The longest wait for one answer of Kafka, in seconds. */
  public static final long TIMEOUT_S = 30;

  /** The number of replicas with which the loss of a broker stops nothing and loses nothing. */
  static final int REPLICAS = 3;

  /** The replicas that must have a record before Kafka acknowledges it. */
  static final int IN_SYNC = 2;

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
  private static final int BROKERS_DEFAULT_RECORD_BYTES = 1 << 20;

  private final Configuration configuration;
  private final KafkaSettings kafka;

  public KafkaTopics(Configuration configuration, KafkaSettings kafka) {
    this.configuration = configuration;
    this.kafka = kafka;
  }

  /** Returns the names of the topics. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(configuration.topics().images());
    names.add(configuration.topics().anomalies());
    names.add(configuration.topics().rejected());
    if (configuration.keepsUndelivered()) {
      names.add(configuration.topics().undelivered());
    }
    if (configuration.topics().writesScores()) {
      names.add(configuration.topics().scores());
    }
    if (configuration.incidents().enabled()) {
      names.addAll(
          List.of(
              configuration.topics().incidents(),
              configuration.topics().actions(),
              configuration.topics().evidence(),
              configuration.topics().devices(),
              configuration.topics().services(),
              configuration.topics().limits(),
              configuration.topics().samples(),
              configuration.topics().modelEvents()));
    }
    if (configuration.models().stream().anyMatch(rule -> rule.shadow() != null)) {
      names.add(configuration.topics().comparisons());
    }
    return names;
  }

  /** Returns the names of the topics in which Kafka Streams keeps the stores of incidents. */
  public List<String> changelogs() {
    if (!configuration.incidents().enabled()) {
      return List.of();
    }
    List<String> stores = new ArrayList<>(List.of("incidents", "devices", "lines"));
    if (configuration.deviceLimits().enabled()) {
      stores.add("burn-ins");
    }
    String application = configuration.kafka().applicationId();
    return stores.stream().map(store -> "%s-%s-changelog".formatted(application, store)).toList();
  }

  /**
   * Creates the topics that are missing.
   *
   * @throws ServiceException if Kafka does not answer or refuses
   */
  public void create() {
    Admin admin = Admin.create(kafka.admin());
    try {
      for (String name : names()) {
        create(admin, name);
      }
    } finally {
      // do not wait for answers that did not come
      admin.close(Duration.ZERO);
    }
  }

  private void create(Admin admin, String name) {
    try {
      NewTopic topic = topic(name, partitions(admin, name));
      admin.createTopics(List.of(topic)).all().get(TIMEOUT_S, TimeUnit.SECONDS);
      LOG.atInfo().addKeyValue("topic", name).log("created");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new ServiceException(
            "Kafka at %s did not create the topic '%s' (where it exists, set kafka.createTopics: false): %s"
                .formatted(configuration.kafka().bootstrapServers(), name, e.getCause()),
            e);
      }
    } catch (TimeoutException e) {
      throw new ServiceException(
          "Kafka at %s did not answer within %d s (kafka.bootstrapServers)"
              .formatted(configuration.kafka().bootstrapServers(), TIMEOUT_S),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while starting", e);
    }
  }

  /** One task reads images and actions of the same device, so both topics need equal partitions. */
  private int partitions(Admin admin, String name)
      throws ExecutionException, InterruptedException, TimeoutException {
    Topics topics = configuration.topics();
    if (name.equals(topics.services()) || name.equals(topics.modelEvents())) {
      return 1;
    }
    if (!name.equals(topics.actions())) {
      return configuration.kafka().partitions();
    }
    String images = topics.images();
    TopicDescription described =
        admin
            .describeTopics(List.of(images))
            .allTopicNames()
            .get(TIMEOUT_S, TimeUnit.SECONDS)
            .get(images);
    return Objects.requireNonNull(described).partitions().size();
  }

  /** The topic as it is created. */
  NewTopic topic(String name, int partitions) {
    NewTopic topic =
        new NewTopic(
            name,
            Optional.of(partitions),
            configuration.kafka().replicationFactor() < 0
                ? Optional.empty()
                : Optional.of(configuration.kafka().replicationFactor()));
    Map<String, String> settings = new HashMap<>(new IncidentTopics(configuration).settings(name));
    if (configuration.kafka().replicationFactor() >= REPLICAS) {
      settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(IN_SYNC));
    }
    if (kafka.maxRequestBytes() > BROKERS_DEFAULT_RECORD_BYTES) {
      settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(kafka.maxRequestBytes()));
    }
    return settings.isEmpty() ? topic : topic.configs(settings);
  }
}
