package dev.kizuki.embedded.servers;

import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.config.Configuration.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads records of the topics that a service writes. */
public final class TopicReader {
  private static final Duration SOON = Duration.ofSeconds(60);

  private TopicReader() {}

  /**
   * Reads a topic from its beginning until enough records were found.
   *
   * @param topic chooses the topic
   * @param wanted selects records
   * @param count the number of records to wait for
   * @return at least {@code count} records, those of each partition in their order
   */
  public static List<ConsumerRecord<String, byte[]>> read(
      EmbeddedStack stack,
      Function<Topics, String> topic,
      Predicate<ConsumerRecord<String, byte[]>> wanted,
      int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            stack.kafka().bootstrapServers(),
            "group.id",
            "reader-" + UUID.randomUUID(),
            "auto.offset.reset",
            "earliest");
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic.apply(stack.configuration().topics())));
      await()
          .atMost(SOON)
          .until(
              () -> {
                for (ConsumerRecord<String, byte[]> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  if (wanted.test(record)) {
                    found.add(record);
                  }
                }
                return found.size() >= count;
              });
    }
    return found;
  }
}
