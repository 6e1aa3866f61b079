package dev.kizuki.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The size of the largest record that each topic takes, in bytes. It is the smaller one of the
 * producer's limit and the topic's {@code max.message.bytes}. Thread-safe.
 */
public final class TopicLimits {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLimits.class);
  private static final long TIMEOUT_S = 10;

  /** The batch header (61 bytes), and the lengths, offset and timestamp of a record. */
  private static final int RECORD_FRAME = 61 + 32;

  /** The lengths of the key and value of a header. */
  private static final int HEADER_FRAME = 10;

  private final int producersLimit;
  private final Map<String, Integer> topics = new ConcurrentHashMap<>();

  /**
   * @param producersLimit the {@code max.request.size} of the producers, in bytes
   */
  public TopicLimits(int producersLimit) {
    this.producersLimit = producersLimit;
  }

  /**
   * Asks Kafka for the limits of topics. A limit that Kafka does not tell, for example because this
   * user may not ask, stays that of the producer.
   */
  public void read(Admin admin, List<String> names) {
    Map<ConfigResource, KafkaFuture<Config>> answers =
        admin
            .describeConfigs(
                names.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList())
            .values();
    answers.forEach(
        (topic, answer) -> {
          try {
            ConfigEntry limit =
                answer.get(TIMEOUT_S, TimeUnit.SECONDS).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (limit != null) {
              lower(topic.name(), Integer.parseInt(limit.value()));
            }
          } catch (ExecutionException | TimeoutException e) {
            LOG.atInfo()
                .addKeyValue("topic", topic.name())
                .log("Kafka does not tell the max.message.bytes of the topic: {}", e.toString());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** The size of the largest record that a topic takes, in bytes. */
  public int of(String topic) {
    return topics.getOrDefault(topic, producersLimit);
  }

  /** Lowers the limit of a topic, for example after Kafka refused a record. */
  public void lower(String topic, int bytes) {
    topics.merge(topic, Math.min(bytes, producersLimit), Math::min);
  }

  /** The size of a record alone in a batch, in bytes. It is at most a few bytes too large. */
  public static int size(@Nullable String key, byte @Nullable [] value, Headers headers) {
    return size(key == null ? null : key.getBytes(UTF_8), value, headers);
  }

  /** The size of a record alone in a batch, in bytes. It is at most a few bytes too large. */
  public static int size(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    int size = RECORD_FRAME + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    for (Header header : headers) {
      size +=
          HEADER_FRAME
              + header.key().getBytes(UTF_8).length
              + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }
}
