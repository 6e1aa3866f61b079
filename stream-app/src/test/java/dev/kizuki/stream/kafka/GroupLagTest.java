package dev.kizuki.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.kafka.GroupOffsets.PartitionOffsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupLagTest {
  private final Offsets offsets = new Offsets();
  private final GroupLag lag = new GroupLag(offsets);

  @AfterEach
  void close() {
    lag.close();
  }

  /** Answers, or fails, as the test says. */
  private static final class Offsets implements GroupOffsets {
    private volatile Callable<List<PartitionOffsets>> answer = List::of;
    private volatile boolean closed;

    void are(PartitionOffsets... partitions) {
      answer = () -> List.of(partitions);
    }

    void fail(Exception failure) {
      answer =
          () -> {
            throw failure;
          };
    }

    @Override
    public List<PartitionOffsets> read()
        throws ExecutionException, InterruptedException, TimeoutException {
      try {
        return answer.call();
      } catch (ExecutionException | InterruptedException | TimeoutException e) {
        throw e;
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static PartitionOffsets committed(long begin, long end, long committed) {
    return new PartitionOffsets(begin, end, OptionalLong.of(committed));
  }

  private static PartitionOffsets uncommitted(long begin, long end) {
    return new PartitionOffsets(begin, end, OptionalLong.empty());
  }

  private double measure() {
    lag.update();
    return lag.records();
  }

  @Test
  void isNotKnownBeforeTheFirstAnswer() {
    assertThat(lag.records()).isNaN();
  }

  @Test
  void isTheSumOverThePartitions() {
    offsets.are(committed(0, 100, 90), committed(0, 50, 50), committed(10, 30, 15));
    assertThat(measure()).isEqualTo(10 + 0 + 15);
  }

  @Test
  void aPartitionWithoutACommitCountsFromItsBeginning() {
    offsets.are(uncommitted(40, 100));
    assertThat(measure()).isEqualTo(60);
  }

  @Test
  void aTopicWithoutPartitionsHasNoLag() {
    offsets.are();
    assertThat(measure()).isZero();
  }

  @Test
  void aCommitBehindTheEndIsNoLag() {
    // the end was read before the commit, or the topic was made anew
    offsets.are(committed(0, 10, 12), committed(0, 10, 9));
    assertThat(measure()).isEqualTo(1);
  }

  @Test
  void isNotANumberIfKafkaDoesNotAnswer() {
    offsets.are(committed(0, 100, 90));
    measure();
    offsets.fail(new TimeoutException());
    assertThat(measure()).isNaN();
  }

  @Test
  void isNotANumberIfKafkaRefuses() {
    offsets.fail(new ExecutionException(new GroupAuthorizationException("kizuki")));
    assertThat(measure()).isNaN();
    offsets.fail(new KafkaException("closed"));
    assertThat(measure()).isNaN();
  }

  @Test
  void isANumberAgainWhenKafkaAnswersAgain() {
    offsets.fail(new TimeoutException());
    measure();
    offsets.are(committed(0, 100, 97));
    assertThat(measure()).isEqualTo(3);
  }

  @Test
  void anInterruptKeepsTheLastNumber() {
    offsets.are(committed(0, 100, 97));
    measure();
    offsets.fail(new InterruptedException());
    assertThat(measure()).isEqualTo(3);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void asksByItselfOnceItIsStarted() {
    offsets.are(committed(0, 100, 97));
    lag.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> lag.records() == 3);
  }

  @Test
  void closesItsClient() {
    lag.start();
    lag.close();
    assertThat(offsets.closed).isTrue();
  }
}
