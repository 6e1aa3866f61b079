package dev.kizuki.stream.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.bridge.PeerSession;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.ServiceStatus.ImageSource;
import dev.kizuki.stream.metrics.StandInMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StandInsTest {
  private static final String TOPIC = "service-status";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final ImageSource LINE_0 = Reports.source(List.of(), "line0/{device}/images");
  private static final ImageSource LINE_1 = Reports.source(List.of(), "line1/{device}/images");

  private final AtomicLong nanoTime = new AtomicLong();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final StandInMetrics metrics = TestModels.metrics(registry).standIns();
  private final MockConsumer<String, byte[]> kafka = kafka();
  private final Map<String, StandInTest.FakeSession> sessions = new HashMap<>();
  private final Map<String, PeerSession> told = new HashMap<>();
  private final Map<String, Boolean> subscribes = new HashMap<>();
  private final List<String> forgotten = new ArrayList<>();
  private boolean refuses;
  private long offset;
  private StandIns standIns = standIns(Duration.ofSeconds(60));

  private final class Sessions implements StandIns.SessionsOfPeers {
    @Override
    public StandIn.Sessions of(String peer, ImageSource source, boolean takesNewImages) {
      if (refuses) {
        throw new ConfigurationException("mqtt.images: no", new IllegalArgumentException("no"));
      }
      return session -> {
        subscribes.put(peer, takesNewImages);
        told.put(peer, session);
        StandInTest.FakeSession made = new StandInTest.FakeSession();
        sessions.put(peer, made);
        return made;
      };
    }

    @Override
    public int receiveMaximum() {
      return 10;
    }
  }

  private static MockConsumer<String, byte[]> kafka() {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    return consumer;
  }

  private StandIns standIns(Duration after) {
    return new StandIns(
        "a",
        LINE_0,
        after,
        new StatusReader(() -> kafka, TOPIC),
        new Sessions(),
        forgotten::add,
        metrics,
        nanoTime::get);
  }

  @AfterEach
  void close() {
    standIns.close();
  }

  private void report(String instance, ImageSource source) {
    kafka.addRecord(
        new ConsumerRecord<>(
            TOPIC,
            0,
            offset++,
            instance,
            IncidentJson.write(
                Reports.of(instance, Reports.START.plusNanos(nanoTime.get()), source))));
  }

  /** This instance reports each second. */
  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      nanoTime.addAndGet(1_000_000_000);
      report("a", LINE_0);
      standIns.step();
    }
  }

  /** Reads once, so that records can be added. */
  private void begin() {
    standIns.step();
    pass(1);
  }

  /** The session of the peer "b". */
  private StandInTest.FakeSession session() {
    return Objects.requireNonNull(sessions.get("b"));
  }

  /** What is told about the session of the peer "b". */
  private PeerSession told() {
    return Objects.requireNonNull(told.get("b"));
  }

  private double value(String gauge) {
    return registry.get(gauge).gauge().value();
  }

  @Test
  void takesTheImagesOfASilentInstanceUntilAnotherClientTakesTheSession() {
    begin();
    report("b", LINE_1);
    pass(60);
    assertThat(standIns.peers()).isEmpty();
    pass(1);
    assertThat(standIns.peers()).containsExactly("b");
    assertThat(subscribes).containsEntry("b", true);
    pass(300);
    assertThat(value("kizuki.standin.sessions")).isOne();
    assertThat(value("kizuki.mqtt.sessions.unattended")).isZero();
    told().takenOver();
    pass(1);
    assertThat(standIns.peers()).isEmpty();
    assertThat(session().closed).isTrue();
    assertThat(registry.get("kizuki.standin.taken.back").counter().count()).isOne();
  }

  @Test
  void endsTheSessionOfAMemberOfAGroupAndForgetsIt() {
    begin();
    report("b", LINE_0);
    pass(61);
    assertThat(subscribes).containsEntry("b", false);
    pass(6);
    assertThat(session().ended).isTrue();
    assertThat(forgotten).containsExactly("b");
    assertThat(standIns.peers()).isEmpty();
    pass(100);
    assertThat(standIns.peers()).isEmpty();
  }

  @Test
  void endsTheSessionWhenAnotherInstanceGetsItsTopics() {
    begin();
    report("b", LINE_1);
    pass(100);
    assertThat(standIns.peers()).containsExactly("b");
    for (int i = 0; i < 10; i++) {
      report("c", LINE_1);
      pass(1);
    }
    assertThat(session().ended).isTrue();
  }

  @Test
  void anInstanceThatTakesItsSessionBackWithoutReportsIsAskedLessAndLess() {
    begin();
    report("b", LINE_1);
    for (int second = 0; second < 1200; second++) {
      if (standIns.peers().contains("b")) {
        told().takenOver();
      }
      pass(1);
    }
    // after 60 s of silence, and then after 60, 120, 240 and 480 s more
    assertThat(registry.get("kizuki.standin.begun").counter().count()).isEqualTo(5);
  }

  @Test
  void anInstanceThatReturnedAndDiedAgainIsServedAfterItsSilence() {
    begin();
    report("b", LINE_1);
    pass(61);
    told().takenOver();
    pass(1);
    report("b", LINE_1);
    pass(60);
    assertThat(standIns.peers()).isEmpty();
    pass(1);
    assertThat(standIns.peers()).containsExactly("b");
  }

  @Test
  void stopsWhenTheInstanceReportsThatItTakesImages() {
    begin();
    report("b", LINE_1);
    pass(70);
    report("b", LINE_1);
    pass(1);
    assertThat(standIns.peers()).isEmpty();
  }

  @Test
  void tellsOfSessionsThatNobodyServes() {
    standIns.close();
    standIns = standIns(Duration.ZERO);
    begin();
    report("b", LINE_1);
    pass(100);
    assertThat(standIns.peers()).isEmpty();
    assertThat(value("kizuki.mqtt.sessions.unattended")).isOne();
  }

  @Test
  void aPeerWhoseTopicsDoNotFitIsToldAndLeftAlone() {
    refuses = true;
    begin();
    report("b", LINE_1);
    pass(100);
    assertThat(standIns.peers()).isEmpty();
    assertThat(value("kizuki.mqtt.sessions.unattended")).isOne();
  }

  @Test
  void aRecordThatIsNoReportIsSkipped() {
    begin();
    kafka.addRecord(
        new ConsumerRecord<>(TOPIC, 0, offset++, "x", "no".getBytes(StandardCharsets.UTF_8)));
    report("b", LINE_1);
    pass(61);
    assertThat(standIns.peers()).containsExactly("b");
  }

  @Test
  void goesOnWithItsSessionsWhileKafkaFails() {
    begin();
    report("b", LINE_1);
    pass(61);
    kafka.setPollException(new KafkaException("away"));
    standIns.step();
    assertThat(standIns.peers()).containsExactly("b");
    assertThat(session().closed).isFalse();
  }
}
