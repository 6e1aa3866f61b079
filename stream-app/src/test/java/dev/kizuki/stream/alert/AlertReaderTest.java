package dev.kizuki.stream.alert;

import static dev.kizuki.stream.alert.AlertLog.FIRST;
import static dev.kizuki.stream.alert.AlertLog.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kizuki.stream.mqtt.MemoryBroker.Answer;
import dev.kizuki.stream.mqtt.Publication;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Each poll runs on the test's own thread. */
@Timeout(60)
class AlertReaderTest {
  private static final int QUOTA_EXCEEDED = 0x97;

  private final AlertLog kafka = new AlertLog();
  private final AlertFixture mqtt = new AlertFixture();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private long now = 1;
  private final AlertReader reader = reader();

  private AlertReader reader() {
    AlertOffsets offsets = new AlertOffsets();
    mqtt.metrics.bindUndelivered(List.of());
    AlertDispatcher dispatcher =
        new AlertDispatcher(
            mqtt.sender(),
            offsets,
            new UndeliveredAlerts("alerts-undelivered", () -> mqtt.undelivered),
            mqtt.metrics,
            () -> now);
    return new AlertReader(kafka, OutboxRecords.unchanged(), dispatcher, offsets, () -> now);
  }

  /** Reads until nothing can be done before time passes. */
  private void publishAll() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      reader.publishNext();
    }
  }

  @BeforeEach
  void start() throws InterruptedException {
    mqtt.connect();
    log.start();
    logger().addAppender(log);
    subscribe();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(UndeliveredLog.class);
  }

  private void subscribe() throws InterruptedException {
    reader.subscribe(AlertLog.TOPIC);
    kafka.assignBoth();
    reader.publishNext();
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    mqtt.close();
    kafka.close();
  }

  private void waitSeconds(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  private void waitForTheNextCommit() {
    now += AlertReader.COMMIT_INTERVAL.toNanos() + 1;
  }

  private long errors() {
    return log.list.stream().filter(event -> event.getLevel() == Level.ERROR).count();
  }

  @Test
  void publishesEachAlertOnceAndInOrder() throws Exception {
    String[] values = IntStream.range(0, 250).mapToObj(Integer::toString).toArray(String[]::new);
    kafka.append("camera-1", values);
    while (mqtt.publishedCount() < 250) {
      reader.publishNext();
    }
    assertThat(mqtt.payloads()).containsExactly(values);
    assertThat(mqtt.publishedCount()).isEqualTo(250);
  }

  @Test
  void readsOnWhereTheLastPollEnded() throws Exception {
    kafka.append("camera-1", "a");
    reader.publishNext();
    kafka.append("camera-1", "b");
    reader.publishNext();
    assertThat(mqtt.payloads()).containsExactly("a", "b");
  }

  @Test
  void commitsWhatIsPublishedOnceTheIntervalIsOver() throws Exception {
    kafka.append("camera-1", "a", "b");
    reader.publishNext();
    assertThat(kafka.committed(FIRST)).isZero();
    waitForTheNextCommit();
    reader.publishNext();
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
  }

  @Test
  void commitsNothingWhileNoAlertComes() throws Exception {
    for (int i = 0; i < 3; i++) {
      waitForTheNextCommit();
      reader.publishNext();
    }
    assertThat(kafka.commits()).isZero();
  }

  @Test
  void commitsNoOffsetBehindAnAlertWithoutAcknowledgement() throws Exception {
    kafka.append("camera-1", "a", "b", "c");
    mqtt.broker.answerWith(
        sent -> new String(sent.payload(), UTF_8).equals("b") ? Answer.later() : Answer.taken());
    publishAll();
    waitForTheNextCommit();
    publishAll();
    assertThat(kafka.committed(FIRST)).isEqualTo(1);
  }

  @Test
  void publishesARefusedAlertAgainAndRepeatsNoneBehindIt() throws Exception {
    kafka.append("camera-1", "a", "b", "c", "d");
    mqtt.refuse("b", QUOTA_EXCEEDED);
    publishAll();
    waitSeconds(1);
    publishAll();
    mqtt.takeAll();
    waitSeconds(2);
    publishAll();
    assertThat(mqtt.payloads()).containsExactly("a", "b", "c", "d", "b", "b");
    assertThat(mqtt.publishedCount()).isEqualTo(4);
    assertThat(kafka.committed(FIRST)).isEqualTo(4);
  }

  @Test
  void aRefusedAlertHoldsUpTheCommitOfItsOwnPartitionOnly() throws Exception {
    kafka.append("camera-1", "a");
    kafka.append(SECOND, "camera-2", "x".getBytes(UTF_8));
    kafka.append(SECOND, "camera-2", "y".getBytes(UTF_8));
    mqtt.refuse("a", QUOTA_EXCEEDED);
    publishAll();
    waitForTheNextCommit();
    publishAll();
    assertThat(kafka.committed(FIRST)).isZero();
    assertThat(kafka.committed(SECOND)).isEqualTo(2);
  }

  @Test
  void alertsOfTheDeviceThatArriveMeanwhileFollowTheRefusedOne() throws Exception {
    kafka.append("camera-1", "a");
    mqtt.refuse("a", QUOTA_EXCEEDED);
    publishAll();
    kafka.append("camera-1", "b");
    publishAll();
    mqtt.takeAll();
    waitSeconds(1);
    publishAll();
    assertThat(mqtt.payloads()).containsExactly("a", "a", "b");
  }

  @Test
  void alertsOfOtherDevicesDoNotWaitForTheRefusedOne() throws Exception {
    kafka.append("camera-1", "a");
    mqtt.refuse("a", QUOTA_EXCEEDED);
    publishAll();
    for (int i = 0; i < 1000; i++) {
      kafka.append("camera-2", Integer.toString(i));
    }
    for (int i = 0; i < 1000 && mqtt.publishedCount() < 1000; i++) {
      reader.publishNext();
    }
    assertThat(mqtt.publishedCount()).isEqualTo(1000);
  }

  @Test
  void readingPausesWhileTheBrokerAnswersNothing() throws Exception {
    mqtt.broker.answerWith(any -> Answer.later());
    String[] values = IntStream.range(0, 1000).mapToObj(Integer::toString).toArray(String[]::new);
    kafka.append("camera-1", values);
    publishAll();
    assertThat(kafka.paused()).contains(FIRST);
    mqtt.takeAll();
    mqtt.broker.answerAll();
    for (int i = 0; i < 1000 && mqtt.publishedCount() < 1000; i++) {
      reader.publishNext();
    }
    assertThat(mqtt.payloads()).containsExactly(values);
  }

  @Test
  void anAlertThatIsGivenUpIsKeptWithTheReasonAndCommitted() throws Exception {
    kafka.append("camera-1", "a", "b");
    mqtt.refuse("a", QUOTA_EXCEEDED);
    for (int i = 0; i < 100; i++) {
      reader.publishNext();
      waitSeconds(1);
    }
    assertThat(mqtt.undelivered()).containsExactly("a");
    assertThat(mqtt.undelivered(UndeliveredAlerts.REASON)).containsExactly("refused");
    assertThat(mqtt.undelivered(UndeliveredAlerts.FROM)).containsExactly("anomalies-0@0");
    assertThat(mqtt.undeliveredCount(Undelivered.REFUSED)).isEqualTo(1);
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
    assertThat(mqtt.payloads()).containsOnlyOnce("b");
    assertThat(errors()).isEqualTo(1);
  }

  @Test
  void anAlertThatKafkaDoesNotKeepIsNotCommittedUntilItDoes() throws Exception {
    mqtt.undelivered.sendException = new TimeoutException("the topic does not exist");
    kafka.append("camera#", "a");
    publishAll();
    waitForTheNextCommit();
    publishAll();
    assertThat(kafka.committed(FIRST)).isZero();
    mqtt.undelivered.sendException = null;
    waitSeconds(30);
    publishAll();
    waitForTheNextCommit();
    publishAll();
    assertThat(mqtt.undelivered()).containsExactly("a");
    assertThat(kafka.committed(FIRST)).isEqualTo(1);
  }

  @Test
  void aBrokerThatLeavesHalfOfTheAlertsUnansweredIsConnectedAgain() throws Exception {
    mqtt.broker.answerWith(sent -> sent.topic().contains("good") ? Answer.taken() : Answer.later());
    for (int i = 0; i < 50; i++) {
      kafka.append("bad-" + i, "bad");
    }
    publishAll();
    kafka.append("good", "a");
    waitSeconds(9);
    publishAll();
    assertThat(mqtt.broker.links()).isEqualTo(1);
    waitSeconds(1);
    publishAll();
    await().atMost(AlertFixture.LONG).until(() -> mqtt.broker.links() == 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x87, 0x90, 0x99})
  void aPermanentRefusalIsKeptAndTheRestGoesOn(int code) throws Exception {
    kafka.append("camera-1", "a", "b", "c");
    mqtt.refuse("b", code);
    publishAll();
    waitForTheNextCommit();
    publishAll();
    assertThat(mqtt.payloads()).containsExactly("a", "b", "c");
    assertThat(kafka.committed(FIRST)).isEqualTo(3);
    assertThat(kafka.values(FIRST)).containsExactly("a", "b", "c");
    assertThat(errors()).isEqualTo(1);
    assertThat(mqtt.publishedCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"camera+1", "camera#", "camera\0", ""})
  void anAlertOfADeviceThatCannotBePartOfATopicIsKeptAndTheRestGoesOn(String device)
      throws Exception {
    kafka.append(device, "a");
    kafka.append("camera-1", "b");
    publishAll();
    waitForTheNextCommit();
    publishAll();
    assertThat(mqtt.payloads()).containsExactly("b");
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
    assertThat(kafka.values(FIRST)).containsExactly("a", "b");
    assertThat(errors()).isEqualTo(1);
  }

  @Test
  void aRecordWithoutAValueIsKeptAndTheRestGoesOn() throws Exception {
    kafka.append(FIRST, "camera-1", null);
    kafka.append("camera-1", "b");
    publishAll();
    waitForTheNextCommit();
    publishAll();
    assertThat(mqtt.payloads()).containsExactly("b");
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
    assertThat(errors()).isEqualTo(1);
  }

  @Test
  void theFailuresOfADeviceAreLoggedOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      kafka.append("camera#", "a");
    }
    publishAll();
    assertThat(errors()).isEqualTo(1);
    assertThat(mqtt.undeliveredCount(Undelivered.IMPOSSIBLE)).isEqualTo(10);
  }

  @Test
  void anUnexpectedExceptionOfTheClientLosesNoAlert() throws Exception {
    kafka.append("camera-1", "a", "b");
    mqtt.broker.answerWith(
        any -> {
          throw new IllegalStateException("a defect in the client");
        });
    publishAll();
    mqtt.takeAll();
    waitSeconds(1);
    publishAll();
    waitForTheNextCommit();
    publishAll();
    assertThat(mqtt.payloads()).endsWith("a", "b");
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
  }

  @Test
  void revokedPartitionsCommitWhatIsPublished() throws Exception {
    kafka.append("camera-1", "a", "b");
    reader.publishNext();
    kafka.assign(SECOND);
    reader.publishNext();
    kafka.assignBoth();
    reader.publishNext();
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
    assertThat(mqtt.payloads()).containsExactly("a", "b");
  }

  @Test
  void aRevokedPartitionWithAFailureIsCommittedUpToIt() throws Exception {
    kafka.append("camera-1", "a", "b", "c");
    mqtt.refuse("b", QUOTA_EXCEEDED);
    publishAll();
    mqtt.takeAll();
    kafka.assign(SECOND);
    waitSeconds(1);
    publishAll();
    assertThat(kafka.committed(FIRST)).isEqualTo(1);
    assertThat(mqtt.payloads()).containsExactly("a", "b", "c");
  }

  @Test
  void aWakeupDuringTheLastCommitDoesNotLoseIt() throws Exception {
    kafka.append("camera-1", "a");
    reader.publishNext();
    kafka.wakeUpCommits(1);
    reader.finish();
    assertThat(kafka.committed(FIRST)).isEqualTo(1);
  }

  @Test
  void aLastCommitThatFailsTwiceIsGivenUp() throws Exception {
    kafka.append("camera-1", "a");
    reader.publishNext();
    kafka.wakeUpCommits(2);
    reader.finish();
    assertThat(kafka.committed(FIRST)).isZero();
  }

  @Test
  void aFailedPollLosesNoAlert() throws Exception {
    kafka.append("camera-1", "a");
    kafka.setPollException(new KafkaException("the broker is away"));
    assertThatThrownBy(reader::publishNext).isInstanceOf(KafkaException.class);
    publishAll();
    assertThat(mqtt.payloads()).containsExactly("a");
  }

  @Test
  void canariesVerdictsTravelWithTheAlertsAndAreNotCounted() throws Exception {
    kafka.append("camera-1", "a");
    kafka.appendCanary("kizuki-canary.0.line1", "b");
    reader.publishNext();
    assertThat(mqtt.broker.published())
        .extracting(Publication::topic)
        .isEqualTo(List.of("devices/camera-1/anomalies", "kizuki/canary/kizuki-canary.0.line1"));
    assertThat(mqtt.publishedCount()).isEqualTo(1);
  }
}
