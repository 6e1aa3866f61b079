package dev.kizuki.stream.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AlertOffsetsTest {
  private static final TopicPartition A = new TopicPartition("anomalies", 0);
  private static final TopicPartition B = new TopicPartition("anomalies", 1);

  private final AlertOffsets offsets = new AlertOffsets();

  private void read(TopicPartition partition, long... all) {
    for (long offset : all) {
      offsets.read(partition, offset);
    }
  }

  private void done(TopicPartition partition, long... all) {
    for (long offset : all) {
      offsets.done(partition, offset);
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> at(TopicPartition partition, long offset) {
    return Map.of(partition, new OffsetAndMetadata(offset));
  }

  @Test
  void commitsTheOffsetBehindTheLastAlertWhenAllAreDone() {
    read(A, 0, 1, 2);
    done(A, 2, 0, 1);
    assertThat(offsets.toCommit()).isEqualTo(at(A, 3));
  }

  @Test
  void commitsUpToTheFirstAlertThatIsNotDone() {
    read(A, 4, 5, 6, 7);
    done(A, 4, 6);
    assertThat(offsets.toCommit()).isEqualTo(at(A, 5));
  }

  @Test
  void commitsNothingWhileTheFirstAlertIsNotDone() {
    read(A, 4, 5, 6);
    done(A, 5, 6);
    assertThat(offsets.toCommit()).isEmpty();
  }

  @Test
  void commitsAllOnceTheFirstAlertIsDone() {
    read(A, 4, 5, 6);
    done(A, 5, 6);
    done(A, 4);
    assertThat(offsets.toCommit()).isEqualTo(at(A, 7));
  }

  @Test
  void commitsAnOffsetOnce() {
    read(A, 0);
    done(A, 0);
    offsets.committed(offsets.toCommit());
    assertThat(offsets.toCommit()).isEmpty();
    read(A, 1);
    done(A, 1);
    assertThat(offsets.toCommit()).isEqualTo(at(A, 2));
  }

  @Test
  void partitionsAreIndependent() {
    read(A, 0, 1);
    read(B, 10, 11);
    done(A, 1);
    done(B, 10);
    assertThat(offsets.toCommit()).isEqualTo(at(B, 11));
  }

  @Test
  void aRevokedPartitionIsForgotten() {
    read(A, 0, 1);
    done(A, 0, 1);
    offsets.forget(List.of(A));
    assertThat(offsets.toCommit()).isEmpty();
    offsets.committed(at(A, 2));
    assertThat(offsets.toCommit()).isEmpty();
  }

  @Test
  void anOffsetThatWasNotReadCannotBeDone() {
    offsets.done(A, 3);
    read(A, 3);
    assertThat(offsets.toCommit()).isEmpty();
  }

  @Test
  void offsetsMayHaveGaps() {
    // a compacted topic, or records of a transaction that was aborted
    read(A, 3, 17, 90);
    done(A, 3, 90);
    assertThat(offsets.toCommit()).isEqualTo(at(A, 17));
    done(A, 17);
    assertThat(offsets.toCommit()).isEqualTo(at(A, 91));
  }
}
