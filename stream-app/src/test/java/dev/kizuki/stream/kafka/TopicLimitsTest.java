package dev.kizuki.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicLimitsTest {
  private final TopicLimits limits = new TopicLimits(1000);

  @Test
  void theLimitOfAnUnknownTopicIsThatOfTheProducer() {
    assertThat(limits.of("anomalies")).isEqualTo(1000);
  }

  @Test
  void aLimitIsLoweredAndNeverRaised() {
    limits.lower("anomalies", 500);
    limits.lower("anomalies", 700);
    assertThat(limits.of("anomalies")).isEqualTo(500);
    assertThat(limits.of("scores")).isEqualTo(1000);
  }

  @Test
  void aTopicTakesNoMoreThanTheProducerSends() {
    limits.lower("anomalies", 5000);
    assertThat(limits.of("anomalies")).isEqualTo(1000);
  }

  /** The producer compares this size with max.request.size before it sends a record. */
  @ParameterizedTest
  @CsvSource({"0, 0, 0", "8, 784, 3", "256, 1000000, 40"})
  void theSizeOfARecordIsNotBelowThatOfTheProducer(int key, int value, int headers) {
    byte[] keyBytes = new byte[key];
    byte[] valueBytes = new byte[value];
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers; i++) {
      all.add("header-" + i, new byte[20 * i]);
    }
    int byKafka =
        AbstractRecords.estimateSizeInBytesUpperBound(
            RecordBatch.CURRENT_MAGIC_VALUE,
            CompressionType.NONE,
            keyBytes,
            valueBytes,
            all.toArray());
    assertThat(TopicLimits.size(keyBytes, valueBytes, all)).isBetween(byKafka, byKafka + 500);
  }
}
