package dev.kizuki.stream.bridge;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.metrics.BridgeMetrics;
import dev.kizuki.stream.rejected.RejectedRecord;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes images and rejected images to Kafka, and settles them when Kafka has answered. An image
 * that is too large for its topic is rejected, and a rejected image is cut until its topic takes
 * it. If Kafka does not take an image for another reason, the MQTT connection is reset, so that the
 * broker delivers the image again.
 */
final class ImageWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ImageWriter.class);

  private final Producer<String, byte[]> producer;
  private final ImageRecords records;
  private final String rejectedTopic;
  private final Acknowledgements acknowledgements;
  private final BridgeMetrics metrics;
  private final Executor sender;
  private final Runnable givesUp;
  private final LongSupplier nanoTime;
  private volatile boolean hasStored;

  /**
   * @param sender runs what follows an answer of Kafka, because the producer's own thread must not
   *     write
   * @param givesUp called if Kafka refuses and has never taken an image: such a client does not
   *     recover
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  ImageWriter(
      Producer<String, byte[]> producer,
      ImageRecords records,
      String rejectedTopic,
      Acknowledgements acknowledgements,
      BridgeMetrics metrics,
      Executor sender,
      Runnable givesUp,
      LongSupplier nanoTime) {
    this.producer = producer;
    this.records = records;
    this.rejectedTopic = rejectedTopic;
    this.acknowledgements = acknowledgements;
    this.metrics = metrics;
    this.sender = sender;
    this.givesUp = givesUp;
    this.nanoTime = nanoTime;
  }

  /** Writes an image. */
  void write(PendingImage pending, ReceivedImage image) {
    send(
        pending,
        records.image(image, pending.arrivedMs()),
        refusal -> reject(pending, image, tooLarge(refusal)));
  }

  /** Writes a canary. One that Kafka finds too large is lost, as its missing verdict shows. */
  void writeCanary(PendingImage pending, ProducerRecord<String, byte[]> canary) {
    send(
        pending,
        canary,
        refusal -> {
          LOG.warn("Kafka refused a canary, which is lost: {}", refusal.toString());
          acknowledgements.settle(pending);
        });
  }

  /** Counts a rejection and writes the rejected image. */
  void reject(PendingImage pending, ReceivedImage image, Rejection rejection) {
    metrics.rejected(rejection.reason());
    sendRejected(pending, records.rejected(image, pending.arrivedMs(), rejection));
  }

  private static Rejection tooLarge(RecordTooLargeException refusal) {
    return new Rejection(
        RejectionReason.TOO_MANY_BYTES,
        "Kafka refused it (raise max.message.bytes of the topic): " + refusal.getMessage());
  }

  private void sendRejected(PendingImage pending, ProducerRecord<String, byte[]> record) {
    send(pending, record, refusal -> cutFurther(pending, record, refusal));
  }

  /** The topic of rejected images takes only smaller records than this one. */
  private void cutFurther(
      PendingImage pending,
      ProducerRecord<String, byte[]> record,
      RecordTooLargeException refusal) {
    Headers headers = new RecordHeaders(record.headers());
    Optional<byte[]> rest = RejectedRecord.cutFurther(headers, record.value());
    if (rest.isPresent()) {
      sendRejected(
          pending,
          new ProducerRecord<>(
              rejectedTopic, null, record.timestamp(), record.key(), rest.get(), headers));
      return;
    }
    LOG.atError()
        .addKeyValue("device", record.key())
        .log(
            "the topic of rejected images does not take an image's headers, so the image is lost;"
                + " raise max.message.bytes of topics.rejected: {}",
            refusal.getMessage());
    metrics.lost();
    acknowledgements.settle(pending);
  }

  /** The treatment of a record that Kafka finds too large. */
  private interface IfTooLarge {
    void refused(RecordTooLargeException refusal);
  }

  private void send(
      PendingImage pending, ProducerRecord<String, byte[]> record, IfTooLarge ifTooLarge) {
    var unused = // the callback gets the result
        producer.send(
            record,
            (metadata, e) -> {
              if (e == null) {
                stored(pending);
              } else if (e instanceof RecordTooLargeException tooLarge) {
                sender.execute(() -> tryAgain(pending, () -> ifTooLarge.refused(tooLarge)));
              } else {
                failed(pending, e);
              }
            });
  }

  private void tryAgain(PendingImage pending, Runnable smaller) {
    try {
      smaller.run();
    } catch (RuntimeException e) {
      failed(pending, e);
    }
  }

  private void stored(PendingImage image) {
    hasStored = true;
    metrics.stored(nanoTime.getAsLong() - image.arrivedNs());
    acknowledgements.settle(image);
  }

  /** Kafka did not take the image: the broker must deliver it again over a new connection. */
  void failed(PendingImage image, Exception e) {
    LOG.atWarn()
        .addKeyValue("topic", image.message().topic())
        .log("Kafka did not take an image, MQTT delivers it again: {}", e.toString());
    metrics.failed();
    if (!hasStored && (e instanceof TimeoutException || e instanceof AuthenticationException)) {
      givesUp.run();
    }
    image.delivery().redeliver("Kafka did not take an image");
    // the connection is reset, so this acknowledges nothing
    acknowledgements.settle(image);
  }
}
