package dev.kizuki.stream.alert;

import static dev.kizuki.stream.alert.AlertLog.FIRST;
import static dev.kizuki.stream.alert.AlertLog.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kizuki.stream.event.CanaryDevice;
import dev.kizuki.stream.mqtt.MemoryBroker.Answer;
import dev.kizuki.stream.mqtt.Publication;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
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
  private AlertReader reader = reader(AlertFixture.LONG);

  private AlertReader reader(Duration timeout) {
    AlertOffsets offsets = new AlertOffsets();
    return new AlertReader(
        kafka, new AlertWindow(mqtt.sender(timeout), offsets), offsets, () -> now);
  }

  @BeforeEach
  void start() throws InterruptedException {
    mqtt.connect();
    log.start();
    logger().addAppender(log);
    subscribe();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(AlertWindow.class);
  }

  private void subscribe() throws InterruptedException {
    reader.subscribe(AlertLog.TOPIC);
    kafka.assignBoth();
    assertThat(reader.publishNext()).isTrue();
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    mqtt.close();
    kafka.close();
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
    assertThat(reader.publishNext()).isTrue();
    assertThat(reader.publishNext()).isTrue();
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
    reader = reader(Duration.ofMillis(1));
    subscribe();
    kafka.append("camera-1", "a", "b", "c");
    mqtt.broker.answerWith(
        sent -> new String(sent.payload(), UTF_8).equals("b") ? Answer.later() : Answer.taken());
    waitForTheNextCommit();
    assertThat(reader.publishNext()).isFalse();
    assertThat(kafka.committed(FIRST)).isEqualTo(1);
    reader.commit();
    assertThat(kafka.committed(FIRST)).isEqualTo(1);
  }

  @Test
  void publishesARefusedAlertAgainAndRepeatsNoneBehindIt() throws Exception {
    kafka.append("camera-1", "a", "b", "c", "d");
    mqtt.refuse("b", QUOTA_EXCEEDED);
    assertThat(reader.publishNext()).isFalse();
    assertThat(reader.publishNext()).isFalse();
    mqtt.takeAll();
    assertThat(reader.publishNext()).isTrue();
    assertThat(mqtt.payloads()).containsExactly("a", "b", "c", "d", "b", "b");
    assertThat(mqtt.publishedCount()).isEqualTo(4);
  }

  @Test
  void commitsAllOnceTheRefusedAlertIsPublished() throws Exception {
    kafka.append("camera-1", "a", "b", "c");
    mqtt.refuse("b", QUOTA_EXCEEDED);
    reader.publishNext();
    mqtt.takeAll();
    waitForTheNextCommit();
    reader.publishNext();
    assertThat(kafka.committed(FIRST)).isEqualTo(3);
  }

  @Test
  void aRefusedAlertHoldsUpItsOwnPartitionOnly() throws Exception {
    kafka.append("camera-1", "a");
    kafka.append(SECOND, "camera-2", "x".getBytes(UTF_8));
    kafka.append(SECOND, "camera-2", "y".getBytes(UTF_8));
    mqtt.refuse("a", QUOTA_EXCEEDED);
    waitForTheNextCommit();
    assertThat(reader.publishNext()).isFalse();
    assertThat(kafka.committed(FIRST)).isZero();
    assertThat(kafka.committed(SECOND)).isEqualTo(2);
  }

  @Test
  void alertsThatArriveMeanwhileFollowTheRefusedOne() throws Exception {
    kafka.append("camera-1", "a", "b");
    mqtt.refuse("a", QUOTA_EXCEEDED);
    reader.publishNext();
    kafka.append("camera-1", "c");
    mqtt.takeAll();
    assertThat(reader.publishNext()).isTrue();
    assertThat(mqtt.payloads()).containsExactly("a", "b", "a", "c");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x87, 0x90, 0x99})
  void aPermanentRefusalIsLoggedAndTheRestGoesOn(int code) throws Exception {
    kafka.append("camera-1", "a", "b", "c");
    mqtt.refuse("b", code);
    waitForTheNextCommit();
    assertThat(reader.publishNext()).isTrue();
    assertThat(mqtt.payloads()).containsExactly("a", "b", "c");
    assertThat(kafka.committed(FIRST)).isEqualTo(3);
    assertThat(kafka.values(FIRST)).containsExactly("a", "b", "c");
    assertThat(errors()).isEqualTo(1);
    assertThat(mqtt.publishedCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"camera+1", "camera#", "camera\0", ""})
  void aDeviceThatCannotBePartOfATopicIsLoggedAndTheRestGoesOn(String device) throws Exception {
    kafka.append(device, "a");
    kafka.append("camera-1", "b");
    waitForTheNextCommit();
    assertThat(reader.publishNext()).isTrue();
    assertThat(mqtt.payloads()).containsExactly("b");
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
    assertThat(kafka.values(FIRST)).containsExactly("a", "b");
    assertThat(errors()).isEqualTo(1);
  }

  @Test
  void aRecordWithoutAValueIsLoggedAndTheRestGoesOn() throws Exception {
    kafka.append(FIRST, "camera-1", null);
    kafka.append("camera-1", "b");
    waitForTheNextCommit();
    assertThat(reader.publishNext()).isTrue();
    assertThat(mqtt.payloads()).containsExactly("b");
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
    assertThat(errors()).isEqualTo(1);
  }

  @Test
  void anImpossibleAlertBehindAFailureIsLoggedOnce() throws Exception {
    kafka.append("camera-1", "a");
    kafka.append("camera#", "b");
    mqtt.refuse("a", QUOTA_EXCEEDED);
    reader.publishNext();
    reader.publishNext();
    mqtt.takeAll();
    assertThat(reader.publishNext()).isTrue();
    assertThat(errors()).isEqualTo(1);
  }

  @Test
  void readsAgainAfterAnUnexpectedExceptionAndLosesNoAlert() throws Exception {
    kafka.append("camera-1", "a", "b");
    mqtt.broker.answerWith(
        any -> {
          throw new IllegalArgumentException("a defect in the client");
        });
    assertThatThrownBy(reader::publishNext).isInstanceOf(IllegalArgumentException.class);
    waitForTheNextCommit();
    mqtt.takeAll();
    assertThat(reader.publishNext()).isTrue();
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
    reader.publishNext();
    mqtt.takeAll();
    kafka.assign(SECOND);
    reader.publishNext();
    assertThat(kafka.committed(FIRST)).isEqualTo(1);
  }

  @Test
  void aWakeupDuringTheLastCommitDoesNotLoseIt() throws Exception {
    kafka.append("camera-1", "a");
    reader.publishNext();
    kafka.wakeUpCommits(1);
    reader.commit();
    assertThat(kafka.committed(FIRST)).isEqualTo(1);
  }

  @Test
  void aLastCommitThatFailsTwiceIsGivenUp() throws Exception {
    kafka.append("camera-1", "a");
    reader.publishNext();
    kafka.wakeUpCommits(2);
    reader.commit();
    assertThat(kafka.committed(FIRST)).isZero();
  }

  @Test
  void aFailedPollLosesNoAlert() throws Exception {
    kafka.append("camera-1", "a");
    kafka.setPollException(new KafkaException("the broker is away"));
    assertThatThrownBy(reader::publishNext).isInstanceOf(KafkaException.class);
    assertThat(reader.publishNext()).isTrue();
    assertThat(mqtt.payloads()).containsExactly("a");
  }

  @Test
  void canariesVerdictsTravelWithTheAlertsAndAreNotCounted() throws Exception {
    kafka.append("camera-1", "a");
    kafka.append(CanaryDevice.name(0, "line1"), "b");
    reader.publishNext();
    assertThat(mqtt.broker.published())
        .extracting(Publication::topic)
        .isEqualTo(List.of("devices/camera-1/anomalies", "kizuki/canary/kizuki-canary.0.line1"));
    assertThat(mqtt.publishedCount()).isEqualTo(1);
  }
}
