package dev.kizuki.embedded.faults;

import dev.kizuki.stream.event.ImageHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The order in which the images of numbering devices stand in Kafka. */
final class TopicOrder {
  private final Map<String, Latest> latest = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Long> imagesBehind = new ArrayList<>();
  private final List<Long> msBehind = new ArrayList<>();
  private int repeated;

  /** The image of a device with the highest number so far. */
  private record Latest(long number, Instant captured) {}

  /** Reads the whole topic of images. */
  static TopicOrder read(String bootstrapServers) {
    TopicOrder order = new TopicOrder();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("device-images").stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(order::add);
      }
    }
    return order;
  }

  private void add(ConsumerRecord<String, byte[]> image) {
    long number =
        Long.parseLong(ImageHeaders.text(image.headers(), ImageHeaders.SEQUENCE).orElseThrow());
    Instant captured =
        Instant.parse(ImageHeaders.text(image.headers(), ImageHeaders.CAPTURED_AT).orElseThrow());
    if (!seen.add(image.key() + "/" + number)) {
      repeated++;
      return;
    }
    Latest before = latest.get(image.key());
    if (before == null || number > before.number) {
      latest.put(image.key(), new Latest(number, captured));
    } else {
      imagesBehind.add(before.number - number);
      msBehind.add(Duration.between(captured, before.captured).toMillis());
    }
  }

  boolean holds(Devices.Accepted image) {
    return seen.contains(image.id());
  }

  /** The different images. */
  int images() {
    return seen.size();
  }

  /** The further records of an image. */
  int repeated() {
    return repeated;
  }

  /** The images behind a later image of their device. */
  int late() {
    return imagesBehind.size();
  }

  /** How far the last of the late images are behind, in numbers of their device. */
  long mostImagesBehind() {
    return imagesBehind.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /**
   * How far late images are behind the latest image of their device, by the times of capture.
   *
   * @param share a quantile, 0 to 1
   */
  long msBehind(double share) {
    List<Long> sorted = new ArrayList<>(msBehind);
    Collections.sort(sorted);
    return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(share * (sorted.size() - 1)));
  }
}
