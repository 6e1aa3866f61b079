package dev.kizuki.stream.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.ImageSubscription;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ImageSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeersTest {
  private static final ImageSource LINE_0 = Reports.source(List.of(), "line0/{device}/images");
  private static final ImageSource LINE_1 = Reports.source(List.of(), "line1/{device}/images");

  private final Peers peers = new Peers("a", LINE_0, Duration.ofSeconds(60));
  private final Map<String, Long> offsets = new HashMap<>();
  private int second;

  private long now() {
    return TimeUnit.SECONDS.toNanos(second);
  }

  private void report(String instance, ImageSource source) {
    report(Reports.of(instance, Reports.START.plusSeconds(second), source));
  }

  private void report(ServiceStatus status) {
    peers.report(status, offsets.merge(status.instance(), 1L, Long::sum), now());
  }

  /** This instance reports each five seconds. */
  private void pass(int seconds) {
    for (int end = second + seconds; second < end; second += 5) {
      report("a", LINE_0);
      peers.isAwake(now());
    }
  }

  private List<String> waiting() {
    return peers.isAwake(now())
        ? peers.waiting(now()).stream().map(ServiceStatus::instance).toList()
        : List.of();
  }

  @Test
  void aPeerWaitsForAStandInAfterItsSilence() {
    pass(5);
    report("b", LINE_1);
    pass(55);
    assertThat(waiting()).isEmpty();
    pass(5);
    assertThat(waiting()).containsExactly("b");
    report("b", LINE_1);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void anOldReportCountsFromTheStartOfThisInstance() {
    report(Reports.of("b", Reports.START.minus(Duration.ofDays(1)), LINE_1));
    pass(55);
    assertThat(waiting()).isEmpty();
    pass(5);
    assertThat(waiting()).containsExactly("b");
  }

  @Test
  void theClockOfAPeerDoesNotMatter() {
    pass(5);
    report(Reports.of("b", Instant.EPOCH, LINE_1));
    pass(30);
    // its clock was set back
    report(Reports.of("b", Instant.EPOCH.minusSeconds(3600), LINE_1));
    pass(55);
    assertThat(waiting()).isEmpty();
    pass(5);
    assertThat(waiting()).containsExactly("b");
  }

  @Test
  void aReportThatIsReadAgainIsNoSignOfLife() {
    pass(5);
    ServiceStatus status = Reports.of("b", Reports.START, LINE_1);
    peers.report(status, 7, now());
    pass(60);
    peers.report(status, 7, now());
    assertThat(waiting()).containsExactly("b");
  }

  @Test
  void anInstanceThatDoesNotHearItselfJudgesNobody() {
    pass(5);
    report("b", LINE_1);
    // Kafka does not answer
    second += 300;
    assertThat(peers.isAwake(now())).isFalse();
    pass(55);
    assertThat(waiting()).isEmpty();
    pass(5);
    assertThat(waiting()).containsExactly("b");
  }

  @Test
  void aPeerWithALiveStandInDoesNotWait() {
    pass(5);
    report("b", LINE_1);
    pass(60);
    report("c", Reports.source(List.of("b"), "line2/{device}/images"));
    assertThat(waiting()).isEmpty();
    // the stand-in dies, too
    pass(25);
    assertThat(waiting()).containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource({"other, tcp://broker:1883", "kizuki, tcp://elsewhere:1883"})
  void instancesOfAnotherServiceOrBrokerAreNoPeers(String application, String broker) {
    pass(5);
    report("b", new ImageSource(application, broker, "", LINE_1.topics(), true, List.of()));
    pass(120);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void anInstanceWhoseTopicsAreNotKnownIsNoPeer() {
    pass(5);
    byte[] earlierVersion =
        new String(
                IncidentJson.write(Reports.of("b", Reports.START, LINE_1)), StandardCharsets.UTF_8)
            .replaceFirst(",\"source\":.*", "}")
            .getBytes(StandardCharsets.UTF_8);
    report(IncidentJson.read(earlierVersion, ServiceStatus.class));
    pass(120);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void aDeletedReportIsForgotten() {
    pass(5);
    report("b", LINE_1);
    pass(60);
    peers.forget("b");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void exactlyOneLiveInstanceIsChosenForEachPeer() {
    List<String> live = List.of("a", "b", "c", "d");
    Map<String, Integer> chosen = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      String silent = "silent-" + i;
      long choices =
          live.stream()
              .filter(
                  instance -> {
                    Peers view = new Peers(instance, LINE_0, Duration.ofSeconds(60));
                    live.forEach(
                        each -> view.report(Reports.of(each, Reports.START, LINE_1), 1, 0));
                    boolean isChosen = view.isChosen(silent, 0);
                    if (isChosen) {
                      chosen.merge(instance, 1, Integer::sum);
                    }
                    return isChosen;
                  })
              .count();
      assertThat(choices).isOne();
    }
    assertThat(chosen).containsOnlyKeys(live);
  }

  @Test
  void anInstanceThatStandsInForNobodyIsNotChosen() {
    pass(5);
    for (int i = 0; i < 50; i++) {
      report(
          "other-" + i,
          new ImageSource("kizuki", Reports.BROKER, "", LINE_1.topics(), false, List.of()));
    }
    assertThat(peers.isChosen("silent", now())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "line0/{device}/images, true",
    "line1/{device}/images, false",
    "line2/sub/{device}, true",
    "line2/#, false",
    "'#', false",
    "{line}/{device}/images, false",
    "line3/{device}/images, false",
    "line3/x/images, true"
  })
  void knowsWhetherLiveInstancesTakeTheImagesOfAPeer(String topic, boolean served) {
    report("b", Reports.source(List.of(), "line2/{device}/#", "line3/x/{device}"));
    ImageSubscription images =
        topic.contains("{")
            ? ImageSubscription.of(topic)
            : new ImageSubscription(topic, "camera", null, null);
    ImageSource source =
        new ImageSource("kizuki", Reports.BROKER, "", List.of(images), true, List.of());
    assertThat(peers.areTopicsServed(source, now())).isEqualTo(served);
  }

  @Test
  void aPeerIsBackWhenItTakesImages() {
    pass(5);
    long since = now();
    second += 1;
    report(Reports.of("b", Reports.START.plusSeconds(1), false, LINE_1));
    assertThat(peers.isBack("b", since)).isFalse();
    assertThat(peers.hasReported("b", since)).isTrue();
    report(Reports.of("b", Reports.START.plusSeconds(2), true, LINE_1));
    assertThat(peers.isBack("b", since)).isTrue();
  }
}
