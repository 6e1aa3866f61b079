package dev.kizuki.stream.alert;

import static dev.kizuki.stream.alert.AlertFixture.LONG;
import static dev.kizuki.stream.alert.AlertLog.FIRST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.mqtt.MemoryBroker.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eight devices have alerts, and MQTT cannot take the alerts of one of them. */
@Timeout(120)
class PoisonedDeviceTest {
  private static final List<String> GOOD = List.of("first", "c", "d", "e", "f", "g", "h");
  private static final String BAD = "bad";

  private final AlertLog kafka = new AlertLog();
  private final AlertFixture mqtt = new AlertFixture();
  private final AtomicLong now = new AtomicLong(1);
  private final AlertPublisher publisher = mqtt.publisher(kafka, now::get);

  private enum Poison {
    QUOTA_EXCEEDED,
    NOT_AUTHORISED,
    PACKET_TOO_LARGE,
    CONNECTION_ENDS,
    NO_ANSWER,
    CLIENT_REFUSES;

    private Answer answer(String topic) {
      return switch (this) {
        case QUOTA_EXCEEDED -> Answer.refused(topic, 0x97);
        case NOT_AUTHORISED -> Answer.refused(topic, 0x87);
        case PACKET_TOO_LARGE -> Answer.refused(topic, 0x95);
        case CONNECTION_ENDS -> Answer.disconnects();
        case NO_ANSWER -> Answer.later();
        case CLIENT_REFUSES -> Answer.failed(new IllegalArgumentException("not possible"));
      };
    }
  }

  @AfterEach
  void close() {
    publisher.close();
  }

  private void start(Poison poison) {
    mqtt.broker.answerWith(
        sent ->
            sent.topic().equals("devices/bad/anomalies")
                ? poison.answer(sent.topic())
                : Answer.taken());
    kafka.assignBoth();
    publisher.start();
  }

  private void alertOfEach(String value) {
    kafka.append(GOOD.get(0), GOOD.get(0) + value);
    kafka.append(BAD, BAD + value);
    GOOD.stream().skip(1).forEach(device -> kafka.append(device, device + value));
  }

  private List<String> ofGoodDevices() {
    return mqtt.payloads().stream().filter(payload -> !payload.startsWith(BAD)).toList();
  }

  /** Lets a second pass again and again, while the real time is short, until a condition holds. */
  private void untilWithTime(BooleanSupplier condition) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              now.addAndGet(Duration.ofSeconds(1).toNanos());
              return condition.getAsBoolean();
            });
  }

  private static List<String> each(String value) {
    return GOOD.stream().map(device -> device + value).toList();
  }

  @ParameterizedTest
  @EnumSource
  void theOtherDevicesGetTheirAlertsOnceWithoutDelay(Poison poison) {
    start(poison);
    alertOfEach("1");
    // the clock of the delays stands still, so nothing waits for one
    await().atMost(LONG).until(() -> mqtt.publishedCount() == GOOD.size());
    alertOfEach("2");
    await().atMost(LONG).until(() -> mqtt.publishedCount() == 2 * GOOD.size());
    assertThat(ofGoodDevices())
        .filteredOn(payload -> payload.endsWith("1"))
        .containsOnlyOnceElementsOf(each("1"));
    assertThat(ofGoodDevices())
        .filteredOn(payload -> payload.endsWith("2"))
        .containsOnlyOnceElementsOf(each("2"));
  }

  @ParameterizedTest
  @EnumSource
  void thePoisonedAlertsAreKeptAndEverythingIsCommitted(Poison poison) {
    start(poison);
    alertOfEach("1");
    alertOfEach("2");
    untilWithTime(
        () -> {
          // answers of others show that the broker is not just slow
          kafka.append("c", "more");
          return mqtt.undelivered().size() == 2;
        });
    assertThat(mqtt.undelivered()).containsExactly("bad1", "bad2");
    untilWithTime(() -> kafka.committed(FIRST) >= 16);
    assertThat(mqtt.payloads().stream().filter(payload -> payload.startsWith(BAD)).count())
        .isLessThan(20);
  }

  @Test
  void aQuotaThatPassesDelaysTheAlertsOfItsDeviceAndLosesNone() {
    start(Poison.QUOTA_EXCEEDED);
    alertOfEach("1");
    alertOfEach("2");
    await().atMost(LONG).until(() -> mqtt.publishedCount() == 2 * GOOD.size());
    long end = now.get() + Duration.ofSeconds(40).toNanos();
    untilWithTime(() -> now.get() > end);
    mqtt.takeAll();
    untilWithTime(() -> mqtt.publishedCount() == 16);
    assertThat(mqtt.undelivered()).isEmpty();
    assertThat(new String(mqtt.broker.published().get(mqtt.payloads().size() - 1).payload(), UTF_8))
        .isEqualTo("bad2");
  }
}
