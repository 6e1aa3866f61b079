package dev.kizuki.stream.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlantViewTest {
  private static final Clock CLOCK = Clock.fixed(Facts.NOW, ZoneOffset.UTC);

  private final PlantView view = new PlantView(CLOCK);

  private static Incident incident(String id, int secondsAgo) {
    return Facts.incident(
        id, "device" + id, IncidentKind.ANOMALY, Facts.NOW.minusSeconds(secondsAgo), List.of());
  }

  @Test
  void countsWhatIsOpen() {
    view.incident(incident("1", 60));
    view.incident(Facts.acknowledged(incident("2", 60)));
    view.incident(Facts.shelved(incident("3", 7200), Facts.NOW.plusSeconds(60)));
    view.incident(Facts.shelved(incident("4", 60), Facts.NOW.minusSeconds(1)));
    view.incident(Facts.cleared(incident("5", 60), Facts.NOW));
    view.incident(
        Facts.incident("6", "line1", IncidentKind.GROUP, Facts.NOW, List.of("device1", "device9")));
    Summary summary = view.now().summary();
    // 2, 4 and the group; 1 is a member of the group, and 3 is silenced
    assertThat(summary.open()).isEqualTo(3);
    assertThat(summary.acknowledged()).isEqualTo(1);
    assertThat(summary.lastHour()).isEqualTo(5);
    assertThat(summary.lastIncidentAt()).isEqualTo(Facts.NOW);
    assertThat(view.members(view.incident("6").orElseThrow()))
        .extracting(KnownIncident::id)
        .containsExactly("1");
  }

  @Test
  void showsAClearedIncidentForAnHourUnlessItIsAcknowledged() {
    view.incident(Facts.cleared(incident("1", 9000), Facts.NOW.minusSeconds(3599)));
    view.incident(Facts.cleared(incident("2", 9000), Facts.NOW.minusSeconds(3601)));
    view.incident(Facts.cleared(Facts.acknowledged(incident("3", 9000)), Facts.NOW));
    view.incident(incident("4", 9000));
    assertThat(view.now().incidents()).extracting(KnownIncident::id).containsExactly("4", "1");
  }

  @Test
  void tellsEachChangeOnceAndTheLatestState() {
    view.incident(incident("1", 60));
    view.incident(Facts.cleared(incident("1", 60), Facts.NOW));
    view.device(Facts.device("a", Facts.NOW, 1));
    Plant changes = view.takeChanges();
    assertThat(changes.incidents()).hasSize(1);
    assertThat(changes.incidents().get(0).isActive()).isFalse();
    assertThat(changes.devices()).hasSize(1);
    assertThat(view.takeChanges().incidents()).isEmpty();
    assertThat(view.takeChanges().devices()).isEmpty();
  }

  @Test
  void readingThePastIsNoChange() {
    view.incident(
        Facts.cleared(Facts.acknowledged(incident("1", 9000)), Facts.NOW.minusSeconds(8000)));
    assertThat(view.takeChanges().incidents()).isEmpty();
    assertThat(view.incident("1")).isPresent();
  }

  @Test
  void forgetsTheOldestIncidentsThatAreNotActive() {
    PlantView small = new PlantView(CLOCK, 3);
    small.incident(incident("active", 9000));
    for (int i = 0; i < 5; i++) {
      small.incident(Facts.cleared(incident("" + i, 5000 - i), Facts.NOW));
    }
    assertThat(small.incidents(new IncidentQuery("all", "", "", "", "", null, 50)))
        .extracting(KnownIncident::id)
        .containsExactly("4", "3", "active");
  }

  @Test
  void knowsRateAndShareOfToday() {
    view.outage("");
    view.service(Facts.service(Facts.NOW.minusSeconds(10), 1000, 10, true));
    view.service(Facts.service(Facts.NOW, 1500, 20, true));
    Summary summary = view.now().summary();
    assertThat(summary.imagesPerSecond()).isEqualTo(50);
    assertThat(summary.anomalousShareToday()).isEqualTo(20.0 / 1500);
    assertThat(summary.promisedShare()).isEqualTo(0.005);
    assertThat(summary.images()).isEqualTo(1500);
    assertThat(summary.p99Ms()).isEqualTo(18);
    assertThat(summary.ready()).isTrue();
  }

  @Test
  void isNotReadyIfAnInstanceOrKafkaIsNot() {
    view.outage("");
    assertThat(view.now().summary().detail()).contains("no instance");
    view.service(Facts.service(Facts.NOW, 1, 0, false));
    assertThat(view.now().summary().ready()).isFalse();
    assertThat(view.now().summary().detail()).contains("kizuki: bridge not connected");
    view.outage("Kafka is away");
    assertThat(view.now().summary().detail()).isEqualTo("Kafka is away");
  }

  @Test
  void aHistoryHoldsTenMinutes() {
    Instant old = Facts.NOW.minusSeconds(601);
    Instant recent = Facts.NOW.minusSeconds(599);
    view.device(Facts.device("a", old, 0.5));
    view.device(Facts.device("a", recent, 0.75));
    assertThat(view.history("a")).hasDimensions(1, 2);
    assertThat(view.history("a")[0]).containsExactly((double) recent.toEpochMilli(), 0.75);
    assertThat(view.history("b")).isEmpty();
  }
}
