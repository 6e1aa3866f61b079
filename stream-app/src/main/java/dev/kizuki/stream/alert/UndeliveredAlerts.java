package dev.kizuki.stream.alert;

import dev.kizuki.stream.event.ImageHeaders;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Keeps alerts that were given up in a Kafka topic. Key, value and headers are those of the alert.
 * Three headers are added: {@value #REASON}, {@value #DETAIL}, and {@value #FROM}, the place of the
 * alert as topic-partition@offset. The producer is made when the first alert is given up.
 */
final class UndeliveredAlerts implements AutoCloseable {
  /** The code of the reason, see {@link Undelivered#code}. */
  static final String REASON = "undelivered-reason";

  /** One sentence about the reason. */
  static final String DETAIL = "undelivered-detail";

  /** The place of the alert in Kafka. */
  static final String FROM = "undelivered-from";

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final String topic;
  private final Supplier<Producer<String, byte[]>> producers;
  private @Nullable Producer<String, byte[]> producer;

  /**
   * @param topic the Kafka topic
   * @param producers makes a producer with {@code acks=all}
   */
  UndeliveredAlerts(String topic, Supplier<Producer<String, byte[]>> producers) {
    this.topic = topic;
    this.producers = producers;
  }

  /**
   * Writes an alert.
   *
   * @return completes when Kafka has it, and fails with Kafka's exception
   */
  CompletableFuture<Void> keep(GivenUp gone) {
    ConsumerRecord<String, byte[]> alert = gone.alert();
    Headers headers = new RecordHeaders(alert.headers());
    ImageHeaders.set(headers, REASON, gone.reason().code());
    ImageHeaders.set(headers, DETAIL, gone.detail());
    ImageHeaders.set(headers, FROM, alert.topic() + "-" + alert.partition() + "@" + alert.offset());
    CompletableFuture<Void> kept = new CompletableFuture<>();
    try {
      if (producer == null) {
        producer = producers.get();
      }
      var unused = // the callback gets the result
          producer.send(
              new ProducerRecord<>(topic, null, null, alert.key(), alert.value(), headers),
              (metadata, e) -> {
                if (e == null) {
                  kept.complete(null);
                } else {
                  kept.completeExceptionally(e);
                }
              });
    } catch (KafkaException e) {
      kept.completeExceptionally(e);
    }
    return kept;
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
