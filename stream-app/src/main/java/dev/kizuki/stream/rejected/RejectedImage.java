package dev.kizuki.stream.rejected;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A record of the topic of rejected images.
 *
 * @param sentAgain whether it was put before the topology once more
 */
public record RejectedImage(ConsumerRecord<String, byte[]> record, boolean sentAgain) {
  /** Its place, by which the commands name it: PARTITION@OFFSET. */
  public String id() {
    return id(record);
  }

  static String id(ConsumerRecord<String, byte[]> record) {
    return record.partition() + "@" + record.offset();
  }

  public String device() {
    return record.key() == null ? "" : record.key();
  }

  public String reason() {
    return RejectedRecord.reason(record.headers());
  }

  public String detail() {
    return RejectedRecord.detail(record.headers());
  }

  /** When the image arrived. */
  public Instant arrivedAt() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  /** Whether only its beginning was kept. */
  public boolean isCut() {
    return RejectedRecord.isCut(record.headers());
  }

  /** The headers that the image came with, without those of its rejection. */
  Headers originalHeaders() {
    return RejectedRecord.originalHeaders(record.headers());
  }
}
