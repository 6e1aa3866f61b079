package dev.kizuki.stream.doctor;

import dev.kizuki.stream.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Compares this machine's clock with Kafka's. Creates the topic APPLICATION-doctor, writes one
 * record that a broker stamps with its time, and deletes the topic.
 */
record ClockCheck(Admin admin, KafkaSettings settings, String applicationId) implements Check {
  private static final String SUBJECT = "clock";
  private static final Duration MOST_SKEW = Duration.ofSeconds(5);

  @Override
  public List<Finding> findings() throws InterruptedException {
    String topic = applicationId + "-doctor";
    try {
      create(topic);
    } catch (ExecutionException | TimeoutException e) {
      return List.of(
          Finding.warning(
              SUBJECT,
              "not compared with Kafka's: the topic %s cannot be created: %s"
                  .formatted(topic, KafkaAnswers.cause(e)),
              "compare the clocks yourself, or let this user create topics"));
    }
    try {
      return List.of(stamp(topic));
    } finally {
      delete(topic);
    }
  }

  private void create(String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    NewTopic stamping =
        new NewTopic(topic, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    KafkaAnswers.get(admin.createTopics(List.of(stamping)).all());
  }

  private Finding stamp(String topic) throws InterruptedException {
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings.bridgeProducer())) {
      long before = System.currentTimeMillis();
      long stamped =
          KafkaAnswers.get(producer.send(new ProducerRecord<>(topic, new byte[0]))).timestamp();
      return compare(before, stamped, System.currentTimeMillis());
    } catch (ExecutionException | TimeoutException e) {
      return Finding.failure(
          SUBJECT,
          "Kafka took no record: " + KafkaAnswers.cause(e),
          "grant WRITE, and read the brokers' logs");
    }
  }

  /**
   * Compares times in milliseconds since 1970.
   *
   * @param before this machine's time before the record was sent
   * @param stamped the broker's time
   * @param after this machine's time after the broker answered
   */
  static Finding compare(long before, long stamped, long after) {
    long skew = stamped < before ? before - stamped : Math.max(0, stamped - after);
    return skew > MOST_SKEW.toMillis()
        ? Finding.warning(SUBJECT, "%d ms from Kafka's".formatted(skew), "run NTP on both machines")
        : Finding.ok(SUBJECT, "at most %d ms from Kafka's".formatted(skew));
  }

  private void delete(String topic) throws InterruptedException {
    try {
      KafkaAnswers.get(admin.deleteTopics(List.of(topic)).all());
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException(
          "the topic %s was not deleted: %s".formatted(topic, KafkaAnswers.cause(e)), e);
    }
  }
}
