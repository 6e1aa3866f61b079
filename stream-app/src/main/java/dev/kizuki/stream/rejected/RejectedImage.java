package dev.kizuki.stream.rejected;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * An image in the topic of rejected images.
 *
 * @param record the record as Kafka returned it
 * @param sentAgain whether a replay already sent the image to the topic of images
 */
public record RejectedImage(ConsumerRecord<String, byte[]> record, boolean sentAgain) {
  /** Returns PARTITION@OFFSET, the name of the image in the commands. */
  public String id() {
    return id(record);
  }

  static String id(ConsumerRecord<String, byte[]> record) {
    return record.partition() + "@" + record.offset();
  }

  /** Returns the device; empty if the record has no key. */
  public String device() {
    return record.key() == null ? "" : record.key();
  }

  /** Returns the stable code of the reason; empty if the record has none. */
  public String reason() {
    return RejectedRecord.reason(record.headers());
  }

  /** Returns a sentence about the reason; empty if the record has none. */
  public String detail() {
    return RejectedRecord.detail(record.headers());
  }

  /** Returns the time of the record, which is the time at which the image arrived. */
  public Instant arrivedAt() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  /** Returns whether the record holds only the beginning of the image. */
  public boolean isCut() {
    return RejectedRecord.isCut(record.headers());
  }

  /** Returns the headers of the image, without the headers of its rejection. */
  Headers originalHeaders() {
    return RejectedRecord.originalHeaders(record.headers());
  }
}
