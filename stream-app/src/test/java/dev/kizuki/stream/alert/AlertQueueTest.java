package dev.kizuki.stream.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AlertQueueTest {
  private static final int MOST = 100;

  private long now = 1;
  private long offset;
  private final AlertQueue queue = new AlertQueue(() -> now);

  private void add(String device, String... values) {
    for (String value : values) {
      queue.add(new ConsumerRecord<>("anomalies", 0, offset++, device, value.getBytes(UTF_8)));
    }
  }

  private Attempt next() {
    return Objects.requireNonNull(queue.next(MOST), "no alert may be sent now");
  }

  private List<Attempt> sendAll() {
    List<Attempt> all = new ArrayList<>();
    Attempt attempt = queue.next(MOST);
    while (attempt != null) {
      all.add(attempt);
      attempt = queue.next(MOST);
    }
    return all;
  }

  private static String value(ConsumerRecord<String, byte[]> alert) {
    return new String(alert.value(), UTF_8);
  }

  private static List<String> values(List<Attempt> attempts) {
    return attempts.stream().map(attempt -> value(attempt.alert())).toList();
  }

  private List<String> givenUp() {
    return queue.takeGivenUp().stream().map(gone -> value(gone.alert())).toList();
  }

  private void wait(Duration time) {
    now += time.toNanos();
  }

  private void waitSeconds(int seconds) {
    wait(Duration.ofSeconds(seconds));
  }

  /** Refuses the next alert until it is given up, and returns the number of attempts. */
  private int refuseUntilGivenUp() {
    int attempts = 0;
    List<GivenUp> gone = List.of();
    while (gone.isEmpty()) {
      Attempt attempt = queue.next(MOST);
      if (attempt == null) {
        waitSeconds(1);
      } else {
        queue.refused(attempt, "quota exceeded");
        attempts++;
        gone = queue.takeGivenUp();
      }
    }
    return attempts;
  }

  @Test
  void sendsTheAlertsOfADeviceInTheirOrder() {
    add("a", "1", "2", "3");
    assertThat(values(sendAll())).containsExactly("1", "2", "3");
  }

  @Test
  void devicesTakeTurns() {
    add("a", "a1", "a2");
    add("b", "b1", "b2");
    assertThat(values(sendAll())).containsExactly("a1", "b1", "a2", "b2");
  }

  @Test
  void sendsNoMoreThanTheBrokerAllows() {
    add("a", "1", "2");
    add("b", "3", "4");
    assertThat(queue.next(2)).isNotNull();
    assertThat(queue.next(2)).isNotNull();
    assertThat(queue.next(2)).isNull();
  }

  @Test
  void oneDeviceTakesAQuarterOfThePlacesAtMost() {
    for (int i = 0; i < 2 * MOST; i++) {
      add("a", "a" + i);
    }
    assertThat(sendAll()).hasSize(MOST / 4);
    add("b", "b");
    assertThat(values(sendAll())).containsExactly("b");
  }

  @Test
  void aRefusedAlertIsTriedAgainAfterADelay() {
    add("a", "1");
    queue.refused(next(), "quota exceeded");
    assertThat(queue.next(MOST)).isNull();
    waitSeconds(1);
    assertThat(value(next().alert())).isEqualTo("1");
  }

  @Test
  void theDelayGrowsWithEachRefusal() {
    add("a", "1");
    queue.refused(next(), "quota exceeded");
    waitSeconds(1);
    queue.refused(next(), "quota exceeded");
    waitSeconds(1);
    assertThat(queue.next(MOST)).isNull();
    waitSeconds(1);
    assertThat(queue.next(MOST)).isNotNull();
  }

  @Test
  void aFailingDeviceHoldsUpNoOther() {
    add("a", "a1", "a2");
    queue.refused(next(), "quota exceeded");
    add("b", "b1", "b2");
    assertThat(values(sendAll())).containsExactly("b1", "b2");
  }

  @Test
  void theAlertsBehindARefusedOneKeepTheirOrder() {
    add("a", "1", "2", "3");
    queue.refused(next(), "quota exceeded");
    waitSeconds(1);
    queue.succeeded(next());
    assertThat(values(sendAll())).containsExactly("2", "3");
  }

  @Test
  void manyRefusalsAtOnceCountAsOne() {
    add("a", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    List<Attempt> all = sendAll();
    waitSeconds(1);
    all.forEach(attempt -> queue.refused(attempt, "quota exceeded"));
    assertThat(givenUp()).isEmpty();
    assertThat(queue.next(MOST)).isNull();
    waitSeconds(1);
    assertThat(value(next().alert())).isEqualTo("1");
  }

  @Test
  void anAlertIsGivenUpAfterEightRefusalsInNinetySeconds() {
    add("a", "1");
    long start = now;
    assertThat(refuseUntilGivenUp()).isEqualTo(8);
    assertThat(Duration.ofNanos(now - start)).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void afterAnAlertWasGivenUpTheNextOneIsTriedOnce() {
    add("a", "1", "2", "3");
    refuseUntilGivenUp();
    waitSeconds(1);
    Attempt trial = next();
    assertThat(value(trial.alert())).isEqualTo("2");
    queue.refused(trial, "quota exceeded");
    assertThat(givenUp()).containsExactly("2", "3");
  }

  @Test
  void afterASuccessfulTrialTheDeviceIsHealthy() {
    add("a", "1", "2", "3", "4");
    refuseUntilGivenUp();
    waitSeconds(1);
    queue.succeeded(next());
    assertThat(values(sendAll())).containsExactly("3", "4");
  }

  @Test
  void aRestingDeviceIsNotTried() {
    add("a", "1", "2");
    refuseUntilGivenUp();
    refuseUntilGivenUp();
    add("a", "3");
    assertThat(givenUp()).containsExactly("3");
    assertThat(queue.next(MOST)).isNull();
  }

  @Test
  void theNextAlertAfterTheRestIsTriedOnce() {
    add("a", "1", "2");
    refuseUntilGivenUp();
    refuseUntilGivenUp();
    waitSeconds(60);
    add("a", "3");
    assertThat(refuseUntilGivenUp()).isEqualTo(1);
  }

  @Test
  void theRestDoublesUpToTenMinutes() {
    add("a", "1", "2");
    refuseUntilGivenUp();
    refuseUntilGivenUp();
    for (int minutes : new int[] {1, 2, 4, 8, 10, 10}) {
      waitSeconds(60 * minutes - 1);
      add("a", "too early");
      assertThat(givenUp()).containsExactly("too early");
      waitSeconds(1);
      add("a", "a trial");
      assertThat(refuseUntilGivenUp()).isEqualTo(1);
    }
  }

  @Test
  void poisonForHoursCausesFewAttempts() {
    int attempts = 0;
    for (int second = 0; second < 4 * 3600; second++) {
      add("a", "x");
      Attempt attempt = queue.next(MOST);
      if (attempt != null) {
        queue.refused(attempt, "quota exceeded");
        attempts++;
      }
      waitSeconds(1);
    }
    assertThat(attempts).isLessThan(60);
  }

  @Test
  void aFailingDeviceKeepsAHundredAlertsInMemory() {
    add("a", "0");
    queue.refused(next(), "quota exceeded");
    for (int i = 1; i < AlertQueue.MOST_WAITING_OF_FAILING; i++) {
      add("a", "more");
    }
    assertThat(givenUp()).isEmpty();
    add("a", "too many");
    assertThat(givenUp()).containsExactly("0");
    assertThat(queue.size()).isEqualTo(AlertQueue.MOST_WAITING_OF_FAILING);
  }

  @Test
  void afterALostConnectionEachDeviceSendsOneAlertAlone() {
    add("a", "a1");
    add("b", "b1");
    add("c", "c1");
    sendAll().forEach(attempt -> queue.connectionLost(attempt, "lost"));
    Attempt a = next();
    assertThat(value(a.alert())).isEqualTo("a1");
    assertThat(queue.next(MOST)).isNull();
    queue.succeeded(a);
    assertThat(values(sendAll())).containsExactly("b1");
  }

  @Test
  void anAlertThatIsAloneAtTheSecondLossWaitsAndTheOthersGoOn() {
    add("bad", "bad");
    add("b", "b1", "b2");
    sendAll().forEach(attempt -> queue.connectionLost(attempt, "lost"));
    queue.connectionLost(next(), "lost");
    queue.succeeded(next());
    assertThat(values(sendAll())).containsExactly("b2");
  }

  @Test
  void anAlertThatEndsTheConnectionIsGivenUpAfterThreeLossesAlone() {
    add("bad", "bad");
    sendAll().forEach(attempt -> queue.connectionLost(attempt, "lost"));
    int losses = 0;
    List<GivenUp> gone = List.of();
    for (int second = 0; second < 300 && gone.isEmpty(); second++) {
      Attempt attempt = queue.next(MOST);
      if (attempt != null) {
        queue.connectionLost(attempt, "lost");
        losses++;
      }
      gone = queue.takeGivenUp();
      waitSeconds(1);
    }
    assertThat(losses).isEqualTo(3);
    assertThat(gone).singleElement().matches(one -> one.reason() == Undelivered.DISCONNECTED);
  }

  @Test
  void anAlertThatCannotBePublishedIsGivenUpAtOnceAndItsDeviceStaysHealthy() {
    add("a", "1", "2");
    queue.impossible(next(), "the record has no value");
    assertThat(queue.takeGivenUp())
        .singleElement()
        .matches(gone -> gone.reason() == Undelivered.IMPOSSIBLE);
    assertThat(values(sendAll())).containsExactly("2");
  }

  @Test
  void anAlertThatWasNotSentIsTheNextOfItsDevice() {
    add("a", "1", "2");
    queue.notSent(next());
    assertThat(values(sendAll())).containsExactly("1", "2");
  }

  @Test
  void anAttemptIsLateIfTheBrokerAnswersOthersMeanwhile() {
    add("bad", "bad");
    add("b", "b1", "b2");
    List<Attempt> all = sendAll();
    waitSeconds(9);
    queue.succeeded(all.get(1));
    queue.abandonLateAttempts();
    assertThat(queue.abandoned()).isZero();
    waitSeconds(1);
    queue.abandonLateAttempts();
    assertThat(queue.abandoned()).isEqualTo(2);
  }

  @Test
  void aBrokerThatAnswersNothingIsWaitedForAMinute() {
    add("a", "1");
    next();
    waitSeconds(60);
    queue.abandonLateAttempts();
    assertThat(queue.abandoned()).isZero();
    waitSeconds(1);
    queue.abandonLateAttempts();
    assertThat(queue.abandoned()).isEqualTo(1);
  }

  @Test
  void aLateAnswerIsAnAnswer() {
    add("a", "1", "2");
    Attempt late = next();
    waitSeconds(61);
    queue.abandonLateAttempts();
    queue.succeeded(late);
    assertThat(queue.abandoned()).isZero();
    waitSeconds(1);
    assertThat(values(sendAll())).containsExactly("2");
  }

  @Test
  void revokedPartitionsAreForgotten() {
    add("a", "1", "2");
    Attempt sent = next();
    queue.forget(List.of(new TopicPartition("anomalies", 0)));
    queue.connectionLost(sent, "lost");
    assertThat(queue.next(MOST)).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void healthyDevicesAreNotRemembered() {
    for (int i = 0; i < 1000; i++) {
      add("device-" + i, "x");
    }
    for (int i = 0; i < 1000; i++) {
      queue.succeeded(next());
    }
    assertThat(queue.devices()).isZero();
  }
}
