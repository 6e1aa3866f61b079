package dev.kizuki.stream.rejected;

import dev.kizuki.stream.event.ImageHeaders;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

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
    return header(ImageHeaders.REJECTION_REASON);
  }

  public String detail() {
    return header(ImageHeaders.REJECTION_DETAIL);
  }

  /** When the image arrived. */
  public Instant arrivedAt() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  /** Whether only its beginning was kept. */
  public boolean isCut() {
    return record.headers().lastHeader(ImageHeaders.ORIGINAL_BYTES) != null;
  }

  private String header(String key) {
    return ImageHeaders.text(record.headers(), key).orElse("");
  }

  /** The headers that it came with, without those of its rejection. */
  Headers originalHeaders() {
    Headers headers = new RecordHeaders();
    for (Header header : record.headers()) {
      if (!header.key().startsWith("rejec")) {
        headers.add(header);
      }
    }
    return headers;
  }
}
