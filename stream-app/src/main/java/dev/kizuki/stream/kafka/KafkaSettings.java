package dev.kizuki.stream.kafka;

import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Limits;
import dev.kizuki.stream.config.KafkaConfiguration;
import dev.kizuki.stream.security.KafkaCertificates;
import dev.kizuki.stream.security.PasswordFile;
import dev.kizuki.stream.security.PasswordFileCallbacks;
import dev.kizuki.stream.security.PemFiles;
import dev.kizuki.stream.security.RenewedCertificates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Makes the settings of each Kafka client. The entries of {@code kafka.properties} replace ours.
 */
public final class KafkaSettings {
  /** The largest number of images in one batch of a model. A larger batch is not faster. */
  public static final int MAX_BATCH = ImageJudge.DEFAULT_BATCH;

  /** Room for the key, the headers and the frame of a record, or for a whole event. */
  private static final int RECORD_OVERHEAD = 64 * 1024;

  /** Room for an incident with its log and remarks, or for a heat map. */
  private static final int LARGEST_INCIDENT = 256 * 1024;

  /** The longest wait of Kafka Streams for an answer about its internal topics. */
  private static final int ADMIN_MS = 5000;

  /** Kafka's default of {@code buffer.memory}. */
  private static final long KAFKAS_BUFFER_BYTES = 32L << 20;

  private final Configuration configuration;
  private final Map<String, Object> access;

  /**
   * @throws dev.kizuki.stream.config.ConfigurationException if a certificate or password file
   *     cannot be used
   */
  public KafkaSettings(Configuration configuration) {
    this.configuration = configuration;
    access = access(configuration.kafka());
  }

  /** Encryption and credentials. Clients read the files again for each connection. */
  private static Map<String, Object> access(KafkaConfiguration kafka) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, kafka.securityProtocol());
    if (kafka.securityProtocol().endsWith("SSL")) {
      KafkaCertificates certificates =
          new KafkaCertificates(new PemFiles(kafka.trustedFile(), kafka.certificateFile()));
      // with settings of the user, such as a key's password, only Kafka's client can read the files
      if (kafka.properties().keySet().stream().noneMatch(key -> key.startsWith("ssl."))) {
        certificates.requireUsable("kafka");
      }
      settings.putAll(certificates.settings());
      settings.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, RenewedCertificates.class);
    }
    if (kafka.securityProtocol().startsWith("SASL")) {
      settings.put(SaslConfigs.SASL_MECHANISM, kafka.saslMechanism());
    }
    if (!kafka.username().isEmpty()) {
      PasswordFile.read("kafka.passwordFile", kafka.passwordFile());
      settings.put(
          SaslConfigs.SASL_JAAS_CONFIG,
          PasswordFileCallbacks.jaas(
              kafka.saslMechanism().equals("PLAIN")
                  ? PlainLoginModule.class.getName()
                  : ScramLoginModule.class.getName(),
              kafka.username(),
              kafka.passwordFile()));
      settings.put(SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS, PasswordFileCallbacks.class);
    }
    return settings;
  }

  /**
   * Settings of the topology.
   *
   * @param judging settings of the main consumer, which judges all images of a poll before the
   *     topology
   */
  public Properties streams(Map<String, Object> judging) {
    Properties settings = new Properties();
    settings.putAll(common(""));
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, configuration.kafka().applicationId());
    settings.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG, configuration.kafka().processingGuarantee());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, configuration.kafka().streamThreads());
    // some systems delete files in /tmp while the service runs
    settings.put(StreamsConfig.STATE_DIR_CONFIG, configuration.kafka().stateDir().toString());
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedStores.class);
    short replicas = configuration.kafka().replicationFactor();
    if (replicas > 0) {
      settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) replicas);
    }
    if (replicas >= KafkaTopics.REPLICAS) {
      settings.put(
          StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
          Integer.toString(KafkaTopics.IN_SYNC));
    }
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // a transaction hides its alerts until it ends; each commit stops a thread for milliseconds
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, exactlyOnce() ? 200 : 1000);
    // the default of 100 ms delays each record; alerts are few, so that batches do not help
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
        configuration.topics().writesScores() ? 2 : 0);
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), maxRequestBytes());
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), bufferBytes());
    // each task reads one partition, so it never waits for another partition
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    // if every score is written, larger requests are fewer requests
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
    // a poll scores all its images: 256 large ones take less than max.poll.interval.ms
    settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 256);
    // a new group reads the images that arrived before it
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // a rebalance asks the admin client about the changelogs; over a connection that went silent,
    // it would wait for 60 s
    settings.put(
        StreamsConfig.adminClientPrefix(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG), ADMIN_MS);
    settings.put(
        StreamsConfig.adminClientPrefix(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG), ADMIN_MS);
    // another instance takes over after 6 s; the default is 45 s
    settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6000);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2000);
    settings.putAll(judging);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /** Settings of the bridge's producer. */
  public Map<String, Object> bridgeProducer() {
    Map<String, Object> settings = producer("-bridge");
    // do not wait: under load a request fills while earlier ones are under way
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /**
   * Settings of the producer of a bridge that takes the images of another instance.
   *
   * @param peer the client identifier of that instance
   */
  public Map<String, Object> peerProducer(String peer) {
    Map<String, Object> settings = bridgeProducer();
    settings.computeIfPresent(ProducerConfig.CLIENT_ID_CONFIG, (key, id) -> id + "-for-" + peer);
    return settings;
  }

  /** Settings of the producer that keeps alerts which MQTT cannot take. */
  public Map<String, Object> undeliveredProducer() {
    Map<String, Object> settings = producer("-undelivered");
    // other alerts wait while the producer waits for Kafka
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /** Settings of the producer of operators' actions. */
  public Map<String, Object> actionProducer() {
    Map<String, Object> settings = producer("-actions");
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /** Settings of the producer that moves the entries of stores to other partitions. */
  public Map<String, Object> moveProducer() {
    Map<String, Object> settings = producer("-partitions");
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  private Map<String, Object> producer(String role) {
    Map<String, Object> settings = common(role);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    // a record counts as written when all replicas have it
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRequestBytes());
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes());
    return settings;
  }

  /** Settings of the consumer that reads alerts and publishes them over MQTT. */
  public Map<String, Object> alertConsumer() {
    return groupConsumer("-alerts", "earliest");
  }

  /** Settings of the consumer that reads incidents and publishes them over MQTT. */
  public Map<String, Object> incidentConsumer() {
    return groupConsumer("-incidents", "earliest");
  }

  /**
   * Settings of the consumer that reads incidents for a webhook. A new webhook gets no incident of
   * the past.
   *
   * @param name the name of the webhook
   */
  public Map<String, Object> webhookConsumer(String name) {
    return groupConsumer("-webhooks-" + name, "latest");
  }

  /** Settings of the consumer that reads incidents and makes their heat maps. */
  public Map<String, Object> evidenceConsumer() {
    return groupConsumer("-evidence", "earliest");
  }

  /**
   * Settings of a producer of the topic of service status.
   *
   * @param role the end of its client identifier
   */
  public Map<String, Object> statusProducer(String role) {
    Map<String, Object> settings = producer(role);
    // the next status replaces one that must wait
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /** Settings of the producer that writes the events of models. */
  public Map<String, Object> modelEventProducer() {
    Map<String, Object> settings = producer("-model-events");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /** Settings of the producer that writes heat maps. */
  public Map<String, Object> evidenceProducer() {
    Map<String, Object> settings = producer("-evidence");
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /** Settings of a consumer without a group, for a tool that reads whole topics. */
  public Map<String, Object> reader(String role) {
    Map<String, Object> settings = common(role);
    settings.putAll(committedRecords());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /**
   * Settings of a consumer without a group that reads a part of a topic. It creates no topic, and
   * fails if Kafka does not hold an offset.
   */
  public Map<String, Object> historyConsumer() {
    Map<String, Object> settings = common("-history");
    settings.putAll(committedRecords());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // the records of some batches of a model
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 8 * MAX_BATCH);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  private static Map<String, Object> committedRecords() {
    return Map.of(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
        StringDeserializer.class,
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed");
  }

  /**
   * @param role the suffix of the group and of the client id
   * @param newGroup where a group without offsets begins: earliest or latest
   */
  private Map<String, Object> groupConsumer(String role, String newGroup) {
    Map<String, Object> settings = common(role);
    settings.putAll(committedRecords());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, configuration.kafka().applicationId() + role);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, newGroup);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
    // partitions that stay with this instance are not interrupted when another one joins
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class.getName()));
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2000);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /**
   * Settings of a consumer that reads single records by their place.
   *
   * @param role a suffix of the client id, for example {@code -evidence-images}
   */
  public Map<String, Object> recordConsumer(String role) {
    Map<String, Object> settings = common(role);
    settings.putAll(committedRecords());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    // one record is wanted, not the megabytes behind it; a larger record still comes, alone
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, RECORD_OVERHEAD);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, RECORD_OVERHEAD);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /**
   * Settings of a consumer of the console. It belongs to no group.
   *
   * @param role a suffix of the client id
   * @param reset {@code earliest} or {@code none}, for an offset that Kafka no longer holds
   */
  public Map<String, Object> consoleConsumer(String role, String reset) {
    Map<String, Object> settings = common("-console" + role);
    settings.putAll(committedRecords());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset);
    // a topic that is missing must not come to be with the broker's default settings
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /** Settings of the producer of operators' actions. */
  public Map<String, Object> consoleProducer() {
    Map<String, Object> settings = producer("-console-actions");
    // a person waits for the answer
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  /** Settings of the admin client that creates and describes topics. */
  public Map<String, Object> admin() {
    return admin("-admin");
  }

  /**
   * Settings of another admin client.
   *
   * @param role a suffix of the client id, for example {@code -doctor}
   */
  public Map<String, Object> admin(String role) {
    Map<String, Object> settings = common(role);
    settings.putAll(configuration.kafka().properties());
    return settings;
  }

  private Map<String, Object> common(String role) {
    Map<String, Object> settings = new HashMap<>(access);
    settings.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, configuration.kafka().bootstrapServers());
    // give up a connection that does not answer after 10 s; the default is 30 s
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    // a fixed client id keeps the number of metric series small
    settings.put(
        CommonClientConfigs.CLIENT_ID_CONFIG, configuration.kafka().applicationId() + role);
    return settings;
  }

  /** Returns the size of the largest record with its headers, in bytes. */
  public int maxRequestBytes() {
    return Math.max(configuration.limits().maxImageBytes(), Limits.KEPT_OF_TOO_LARGE)
        + RECORD_OVERHEAD;
  }

  /** A producer refuses a record that is larger than all its memory. */
  private long bufferBytes() {
    return Math.max(KAFKAS_BUFFER_BYTES, 2L * maxRequestBytes());
  }

  /**
   * Returns the size of the largest record that the service writes to a topic, in bytes: an image
   * with its headers, or an event.
   */
  public int maxRecordBytes(String topic) {
    if (topic.equals(configuration.topics().images())
        || topic.equals(configuration.topics().rejected())) {
      return maxRequestBytes();
    }
    return topic.equals(configuration.topics().incidents())
            || topic.equals(configuration.topics().evidence())
        ? LARGEST_INCIDENT
        : RECORD_OVERHEAD;
  }

  private boolean exactlyOnce() {
    return configuration.kafka().processingGuarantee().equals(StreamsConfig.EXACTLY_ONCE_V2);
  }
}
