package dev.kizuki.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.Configuration.Incidents;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.LineMember;
import dev.kizuki.stream.incident.OperatorAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentKeeperTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration CLEAR_AFTER = KeeperRun.RULES.clearAfter();

  private final KeeperRun run = new KeeperRun();

  private static Incidents rules(int anomalies, int images, double clearBelow) {
    return new Incidents(
        true,
        anomalies,
        images,
        clearBelow,
        CLEAR_AFTER,
        0,
        Duration.ofMinutes(1),
        Duration.ofHours(1),
        Duration.ofDays(30));
  }

  @Test
  void anAnomalousImageRaisesAnIncidentAtOnce() {
    run.image("line1-camera1", 0.5);
    run.image("line1-camera1", 1.5);
    assertThat(run.changes()).containsExactly("raised");
    Incident raised = run.last();
    assertThat(raised.id()).hasSize(16);
    assertThat(raised.device()).isEqualTo("line1-camera1");
    assertThat(raised.line()).isEqualTo("line1");
    assertThat(raised.kind()).isEqualTo(IncidentKind.ANOMALY);
    assertThat(raised.active()).isTrue();
    assertThat(raised.count()).isEqualTo(1);
    assertThat(requireNonNull(raised.worst()).score()).isEqualTo(1.5);
    assertThat(raised.recentAnomalous()).isEqualTo(1);
    assertThat(raised.recentImages()).isEqualTo(2);
    assertThat(raised.history()).hasSize(1);
    assertThat(run.events.get(0).data().link())
        .isEqualTo("https://kizuki.example/incidents/" + raised.id());
  }

  @Test
  void furtherAnomaliesAreTheSameIncidentWithOneEventASecond() {
    run.image("line1-camera1", 1.5);
    for (int i = 0; i < 10; i++) {
      run.image("line1-camera1", i == 4 ? 3 : 1.2);
    }
    run.pass(SECOND);
    assertThat(run.changes()).containsExactly("raised", "updated");
    assertThat(run.last().count()).isEqualTo(11);
    assertThat(requireNonNull(run.last().worst()).score()).isEqualTo(3);
    run.pass(SECOND);
    assertThat(run.changes()).hasSize(2);
  }

  @Test
  void normalImagesForTheQuietTimeClearIt() {
    run.image("line1-camera1", 1.5);
    for (int second = 0; second < CLEAR_AFTER.toSeconds(); second++) {
      run.pass(SECOND);
      assertThat(run.changes()).containsExactly("raised");
      run.image("line1-camera1", 0.4);
    }
    assertThat(run.changes()).containsExactly("raised", "cleared");
    assertThat(run.last().active()).isFalse();
    assertThat(run.last().clearedBy()).isEqualTo("normal");
    assertThat(run.gauge("kizuki.incidents.active", "kind", "anomaly")).isZero();
  }

  @Test
  void anImageAboveTheLowerLimitKeepsItOpen() {
    KeeperRun strict = new KeeperRun(rules(1, 1, 0.8));
    strict.image("line1-camera1", 1.5);
    strict.pass(CLEAR_AFTER.minusSeconds(1));
    strict.image("line1-camera1", 0.9);
    strict.pass(SECOND);
    strict.image("line1-camera1", 0.4);
    assertThat(strict.changes()).containsExactly("raised");
    assertThat(strict.last().count()).isEqualTo(1);
  }

  @Test
  void aDeviceWithoutFurtherImagesIsClearedAfterTheQuietTime() {
    run.image("line1-camera1", 1.5);
    run.pass(CLEAR_AFTER.plusSeconds(1));
    assertThat(run.changes()).containsExactly("raised", "cleared");
    assertThat(run.last().clearedBy()).isEqualTo("quiet");
  }

  @Test
  void aClearedIncidentStaysClearedAndTheNextNamesIt() {
    run.image("line1-camera1", 1.5);
    Incident first = run.last();
    run.pass(CLEAR_AFTER.plusSeconds(1));
    run.image("line1-camera1", 1.2);
    assertThat(run.last().id()).isNotEqualTo(first.id());
    assertThat(run.last().previous()).isEqualTo(first.id());
  }

  @Test
  void twoOfThreeNeedsTwoAnomaliesAmongThreeImages() {
    KeeperRun calm = new KeeperRun(rules(2, 3, 1));
    double[] scores = {1.5, 0.5, 0.5, 1.5, 0.5};
    for (double score : scores) {
      calm.image("line1-camera1", score);
    }
    assertThat(calm.events).isEmpty();
    calm.image("line1-camera1", 1.5);
    assertThat(calm.changes()).containsExactly("raised");
    assertThat(calm.last().count()).isEqualTo(2);
  }

  @Test
  void acknowledgingKeepsAuthorAndTimeAndCountsOnce() {
    run.image("line1-camera1", 1.5);
    OperatorAction action =
        new OperatorAction(
            "a",
            run.last().id(),
            OperatorAction.Type.ACKNOWLEDGE,
            "anna",
            run.now(),
            "belt",
            null,
            null,
            null);
    run.send("line1-camera1", action);
    run.send("line1-camera1", action);
    assertThat(run.changes()).containsExactly("raised", "acknowledged");
    assertThat(requireNonNull(run.last().acknowledged()).by()).isEqualTo("anna");
    assertThat(requireNonNull(run.last().acknowledged()).note()).isEqualTo("belt");
    assertThat(run.count("kizuki.operator.actions", "outcome", "repeated")).isEqualTo(1);
  }

  @Test
  void anActionOnAClearedIncidentIsApplied() {
    run.image("line1-camera1", 1.5);
    Incident raised = run.last();
    run.pass(CLEAR_AFTER.plusSeconds(1));
    run.judge(raised, Judgement.Verdict.REAL);
    assertThat(run.last().active()).isFalse();
    assertThat(requireNonNull(run.last().judged()).verdict()).isEqualTo(Judgement.Verdict.REAL);
    assertThat(run.last().acknowledged()).isNotNull();
  }

  @Test
  void aTimedShelvingEndsByItselfAndIsNeverLongerThanTheMaximum() {
    run.image("line1-camera1", 1.5);
    run.act(run.last(), OperatorAction.Type.SHELVE, 600, null, null);
    assertThat(requireNonNull(run.last().shelved()).until())
        .isEqualTo(run.now().plus(KeeperRun.RULES.maxShelve()));
    run.act(run.last(), OperatorAction.Type.SHELVE, 5, null, null);
    run.pass(Duration.ofMinutes(4));
    assertThat(run.last().shelved()).isNotNull();
    run.pass(Duration.ofMinutes(2));
    assertThat(run.last().shelved()).isNull();
    assertThat(run.last().log().get(run.last().log().size() - 1).what()).isEqualTo("unshelved");
  }

  @Test
  void aShelvingUntilNormalEndsWhenTheIncidentClears() {
    run.image("line1-camera1", 1.5);
    run.act(run.last(), OperatorAction.Type.SHELVE, 60, true, null);
    run.pass(CLEAR_AFTER.plusSeconds(1));
    assertThat(run.last().active()).isFalse();
    assertThat(run.last().shelved()).isNull();
  }

  @Test
  void aTimedShelvingEndsAfterARestartToo() {
    run.image("line1-camera1", 1.5);
    run.act(run.last(), OperatorAction.Type.SHELVE, 5, null, null);
    run.restart();
    run.pass(Duration.ofMinutes(6));
    assertThat(run.last().shelved()).isNull();
  }

  @Test
  void anActionForAnotherDeviceOrAnUnknownIncidentChangesNothing() {
    run.image("line1-camera1", 1.5);
    Incident raised = run.last();
    run.send(
        "line1-camera2",
        new OperatorAction(
            "a",
            raised.id(),
            OperatorAction.Type.ACKNOWLEDGE,
            "eve",
            run.now(),
            null,
            null,
            null,
            null));
    run.send(
        "line1-camera1",
        new OperatorAction(
            "b", "0", OperatorAction.Type.ACKNOWLEDGE, "eve", run.now(), null, null, null, null));
    run.raw("line1-camera1", "{\"id\":".getBytes(UTF_8));
    run.raw("line1-camera1", "null".getBytes(UTF_8));
    assertThat(run.changes()).containsExactly("raised");
    assertThat(run.count("kizuki.operator.actions", "outcome", "unknown")).isEqualTo(2);
    assertThat(run.count("kizuki.operator.actions", "outcome", "malformed")).isEqualTo(2);
  }

  @Test
  void anActiveIncidentGoesOnAfterARestart() {
    run.image("line1-camera1", 1.5);
    Incident raised = run.last();
    run.restart();
    assertThat(run.gauge("kizuki.incidents.active", "kind", "anomaly")).isEqualTo(1);
    run.image("line1-camera1", 1.7);
    run.pass(SECOND);
    assertThat(run.last().id()).isEqualTo(raised.id());
    assertThat(run.last().count()).isEqualTo(2);
  }

  @Test
  void anIncidentIsNotOpenForEverAfterARestart() {
    run.image("line1-camera1", 1.5);
    run.restart();
    run.pass(CLEAR_AFTER.plusSeconds(2));
    assertThat(run.last().active()).isFalse();
  }

  @Test
  void imagesThatAreReadAgainAfterACrashChangeNothing() {
    run.imageAt(10, "line1-camera1", 1.5, null);
    run.imageAt(11, "line1-camera1", 1.6, null);
    run.restart();
    run.imageAt(10, "line1-camera1", 1.5, null);
    run.imageAt(11, "line1-camera1", 1.6, null);
    run.pass(SECOND);
    assertThat(run.changes()).containsExactly("raised", "updated");
    assertThat(run.last().count()).isEqualTo(2);
    run.imageAt(12, "line1-camera1", 1.1, null);
    run.pass(SECOND);
    assertThat(run.last().count()).isEqualTo(3);
  }

  @Test
  void theEndOfAnIncidentIsWrittenAgainAfterACrashThatMayHaveLostIt() {
    run.image("line1-camera1", 1.5);
    run.pass(CLEAR_AFTER.plusSeconds(1));
    Incident cleared = run.last();
    run.events.clear();
    run.restart();
    run.pass(SECOND.multipliedBy(2));
    assertThat(run.changes()).containsExactly("updated");
    assertThat(run.last()).isEqualTo(cleared);
    assertThat(run.gauge("kizuki.incidents.active", "kind", "anomaly")).isZero();
  }

  @Test
  void theEndOfAnIncidentLongBeforeACrashIsNotWrittenAgain() {
    run.image("line1-camera1", 1.5);
    run.pass(CLEAR_AFTER.plusSeconds(1));
    run.pass(Duration.ofMinutes(6));
    run.image("line1-camera2", 1.5);
    run.events.clear();
    run.restart();
    run.pass(SECOND);
    assertThat(run.events)
        .extracting(event -> event.data().incident().device())
        .containsOnly("line1-camera2");
  }

  @Test
  void anImageCountsAgainIfTheCrashLostItsIncident() {
    run.imageAt(10, "line1-camera1", 1.5, null);
    Incident lost = run.last();
    run.lose(lost);
    run.restart();
    run.imageAt(10, "line1-camera1", 1.5, null);
    assertThat(run.changes()).containsExactly("raised", "raised");
    assertThat(run.last().id()).isEqualTo(lost.id());
  }

  @Test
  void aClearedIncidentStaysClearedIfTheCrashLostTheMemoryOfItsDevice() {
    run.image("line1-camera1", 0.5);
    run.pass(SECOND);
    run.keepMemories();
    run.imageAt(10, "line1-camera1", 1.5, null);
    Instant seen = run.now();
    run.pass(CLEAR_AFTER.plusSeconds(1));
    run.loseMemories();
    run.events.clear();
    run.restart();
    run.imageAt(10, seen, "line1-camera1", 1.5);
    run.pass(SECOND);
    assertThat(run.events)
        .allSatisfy(event -> assertThat(event.data().incident().active()).isFalse());
  }

  @Test
  void aClearedGroupStaysClearedWhenTheMessagesOfItsMembersAreReadAgain() {
    for (int i = 1; i <= 3; i++) {
      run.image("line1-camera" + i, 1.5);
    }
    List<LineMember> messages = List.copyOf(run.members);
    run.pass(CLEAR_AFTER.plusSeconds(1));
    run.restart();
    run.events.clear();
    messages.forEach(run::tell);
    assertThat(messages).hasSize(3);
    assertThat(run.events).isEmpty();
  }

  @Test
  void aGroupThatTheCrashLostDoesNotStopTheService() {
    for (int i = 1; i <= 3; i++) {
      run.image("line1-camera" + i, 1.5);
    }
    Incident group = run.last();
    assertThat(group.kind()).isEqualTo(IncidentKind.GROUP);
    run.lose(group);
    run.restart();
    run.pass(CLEAR_AFTER.plusSeconds(1));
    assertThat(run.last().active()).isFalse();
  }

  @Test
  void theStatusOfADeviceIsWrittenOnceASecondWithItsLastImage() {
    for (int i = 0; i < 5; i++) {
      run.image("line1-camera1", 0.1 * i);
    }
    run.pass(SECOND);
    run.pass(SECOND);
    assertThat(run.statuses).hasSize(1);
    DeviceStatus status = run.statuses.get(0);
    assertThat(status.score()).isEqualTo(0.4);
    assertThat(status.verdict()).isEqualTo("normal");
    assertThat(status.images()).isEqualTo(5);
    assertThat(status.image().offset()).isEqualTo(4);
    assertThat(status.normal()).isEqualTo(status.image());
    assertThat(status.faults()).isEmpty();
  }

  @Test
  void anIncidentNamesTheLastNormalImageBeforeIt() {
    run.image("line1-camera1", 0.3);
    run.pass(SECOND);
    ImageReference normal = run.statuses.get(0).image();
    run.image("line1-camera1", 1.5);
    assertThat(run.last().normal()).isEqualTo(normal);
    run.pass(SECOND);
    assertThat(run.statuses.get(1).incidents()).containsExactly(run.last().id());
  }

  @Test
  void manyDevicesOfALineAreOneGroup() {
    for (int camera = 1; camera <= 4; camera++) {
      run.image("line1-camera" + camera, 1.5);
    }
    run.image("line2-camera1", 1.5);
    assertThat(run.events.stream().map(event -> event.data().incident()))
        .filteredOn(incident -> incident.kind() == IncidentKind.GROUP)
        .last()
        .satisfies(
            group -> {
              assertThat(group.device()).isEqualTo("line1");
              assertThat(group.members())
                  .containsExactly(
                      "line1-camera1", "line1-camera2", "line1-camera3", "line1-camera4");
              assertThat(group.active()).isTrue();
            });
    run.pass(CLEAR_AFTER.plusSeconds(2));
    assertThat(run.events.stream().map(event -> event.data().incident()))
        .filteredOn(incident -> incident.kind() == IncidentKind.GROUP)
        .last()
        .satisfies(
            group -> {
              assertThat(group.active()).isFalse();
              assertThat(group.clearedBy()).isEqualTo("members");
            });
  }

  @Test
  void devicesThatFailOneAfterTheOtherAreNoGroup() {
    for (int camera = 1; camera <= 4; camera++) {
      run.image("line1-camera" + camera, 1.5);
      run.pass(Duration.ofSeconds(45));
    }
    assertThat(run.events.stream().map(event -> event.data().incident().kind()))
        .doesNotContain(IncidentKind.GROUP);
  }

  @Test
  void anActionOnAGroupReachesItsMembers() {
    for (int camera = 1; camera <= 3; camera++) {
      run.image("line1-camera" + camera, 1.5);
    }
    Incident group = run.last();
    assertThat(group.kind()).isEqualTo(IncidentKind.GROUP);
    run.act(group, OperatorAction.Type.ACKNOWLEDGE);
    assertThat(run.events.stream().filter(event -> event.type().endsWith("acknowledged")))
        .extracting(event -> event.data().incident().device())
        .containsExactlyInAnyOrder("line1", "line1-camera1", "line1-camera2", "line1-camera3");
  }

  @Test
  void anIncidentIsForgottenAfterTheTimeThatItIsKept() {
    KeeperRun brief =
        new KeeperRun(
            new Incidents(
                true,
                1,
                1,
                1,
                CLEAR_AFTER,
                0,
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofHours(1)));
    brief.image("line1-camera1", 1.5);
    Incident raised = brief.last();
    brief.pass(Duration.ofMinutes(30));
    brief.sweep();
    brief.act(raised, OperatorAction.Type.ACKNOWLEDGE);
    assertThat(brief.count("kizuki.operator.actions", "outcome", "applied")).isEqualTo(1);
    brief.pass(Duration.ofMinutes(40));
    brief.sweep();
    brief.act(raised, OperatorAction.Type.ACKNOWLEDGE);
    assertThat(brief.count("kizuki.operator.actions", "outcome", "unknown")).isEqualTo(1);
  }
}
