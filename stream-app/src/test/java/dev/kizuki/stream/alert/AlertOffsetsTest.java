package dev.kizuki.stream.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AlertOffsetsTest {
  private static final TopicPartition A = new TopicPartition("anomalies", 0);
  private static final TopicPartition B = new TopicPartition("anomalies", 1);

  private final AlertOffsets offsets = new AlertOffsets();

  private void read(TopicPartition partition, long... all) {
    for (long offset : all) {
      assertThat(offsets.read(partition, offset)).as("offset %d", offset).isTrue();
    }
  }

  private void readsAsDone(TopicPartition partition, long... all) {
    for (long offset : all) {
      assertThat(offsets.read(partition, offset)).as("offset %d", offset).isFalse();
    }
  }

  private void done(TopicPartition partition, long... all) {
    for (long offset : all) {
      offsets.done(partition, offset);
    }
  }

  @Test
  void readsNothingAgainWhenAllAlertsAreDone() {
    read(A, 0, 1, 2);
    done(A, 0, 1, 2);
    assertThat(offsets.endPoll()).isEmpty();
  }

  @Test
  void readsAgainFromTheFirstAlertThatIsNotDone() {
    read(A, 4, 5, 6, 7);
    done(A, 4, 6);
    assertThat(offsets.endPoll()).isEqualTo(Map.of(A, 5L));
  }

  @Test
  void alertsBehindTheFailureThatAreDoneNeedNoSecondPublish() {
    read(A, 4, 5, 6, 7);
    done(A, 4, 6);
    offsets.endPoll();
    read(A, 5);
    readsAsDone(A, 6);
    read(A, 7);
  }

  @Test
  void remembersThemThroughManyFailuresOfTheSameAlert() {
    read(A, 0, 1);
    done(A, 1);
    for (int i = 0; i < 3; i++) {
      assertThat(offsets.endPoll()).isEqualTo(Map.of(A, 0L));
      read(A, 0);
      readsAsDone(A, 1);
    }
    done(A, 0);
    assertThat(offsets.endPoll()).isEmpty();
  }

  @Test
  void remembersThemWhileAnotherPartitionIsRead() {
    read(A, 0, 1);
    done(A, 1);
    offsets.endPoll();
    read(B, 0);
    done(B, 0);
    assertThat(offsets.endPoll()).isEmpty();
    read(A, 0);
    readsAsDone(A, 1);
  }

  @Test
  void remembersThemWhenASmallerPollReadsOnlyTheFailure() {
    read(A, 0, 1, 2);
    done(A, 1, 2);
    offsets.endPoll();
    read(A, 0);
    done(A, 0);
    assertThat(offsets.endPoll()).isEmpty();
    readsAsDone(A, 1, 2);
    assertThat(offsets.endPoll()).isEmpty();
  }

  @Test
  void partitionsFailIndependently() {
    read(A, 0, 1);
    read(B, 10, 11);
    done(A, 0, 1);
    done(B, 11);
    assertThat(offsets.endPoll()).isEqualTo(Map.of(B, 10L));
  }

  @Test
  void aRevokedPartitionIsForgotten() {
    read(A, 0, 1);
    read(B, 0, 1);
    done(A, 1);
    done(B, 1);
    offsets.endPoll();
    offsets.forget(List.of(A));
    read(A, 0, 1);
    read(B, 0);
    readsAsDone(B, 1);
  }

  @Test
  void anOffsetThatWasNotReadCannotBeDone() {
    offsets.done(A, 3);
    read(A, 3);
    assertThat(offsets.endPoll()).isEqualTo(Map.of(A, 3L));
  }

  @Test
  void offsetsMayHaveGaps() {
    // a compacted topic, or records of a transaction that was aborted
    read(A, 3, 17, 90);
    done(A, 3, 90);
    assertThat(offsets.endPoll()).isEqualTo(Map.of(A, 17L));
    read(A, 17);
    readsAsDone(A, 90);
    done(A, 17);
    assertThat(offsets.endPoll()).isEmpty();
  }
}
