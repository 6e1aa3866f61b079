package dev.kizuki.stream.recalibration;

import static dev.kizuki.stream.recalibration.TestHistory.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.JudgedIncidents;
import dev.kizuki.stream.incident.JudgedTimes.Span.Standing;
import dev.kizuki.stream.incident.Judgement.Verdict;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

class RecalibrationTest {
  private final TestHistory history = new TestHistory(7);

  private static ListAssert<Objection.Kind> objections(Recalibration recalibration) {
    return assertThat(recalibration.objections())
        .extracting(Objection::kind)
        .asInstanceOf(InstanceOfAssertFactories.list(Objection.Kind.class));
  }

  private static Recalibration.Calibrated calibrated(Recalibration recalibration) {
    return recalibration.calibrated().orElseThrow();
  }

  @Test
  void calibratesOnNormalImages() {
    Recalibration result = history.normals("cam-1", 999).recalibrate();
    objections(result).isEmpty();
    assertThat(result.isAllowed(false)).isTrue();
    assertThat(result.set().images()).hasSize(999);
    assertThat(calibrated(result).threshold().distance()).isBetween(12.0, 12.8);
    assertThat(calibrated(result).highestRate()).isEqualTo(0.01);
  }

  @Test
  void imagesThatWereJudgedFalseCountAsNormal() {
    history.normals("cam-1", 500).incident("a1", "cam-1", Verdict.FALSE, 12, 13.5);
    Recalibration result = history.normals("cam-1", 488).recalibrate();
    objections(result).isEmpty();
    assertThat(result.set().judgedFalse()).hasSize(12);
    assertThat(result.set().images()).hasSize(1000);
    assertThat(calibrated(result).threshold().distance()).isEqualTo(13.5);
    assertThat(calibrated(result).effect().notRaised())
        .extracting(IncidentEffect::id)
        .containsExactly("a1");
    assertThat(calibrated(result).effect().alertsPerDayBefore()).isGreaterThanOrEqualTo(12);
    assertThat(calibrated(result).effect().alertsPerDayAfter()).isLessThan(10);
  }

  @Test
  void imagesThatWereJudgedRealAreLeftOut() {
    history.normals("cam-1", 500).incident("a1", "cam-1", Verdict.REAL, 12, 20);
    Recalibration result = history.normals("cam-1", 499).recalibrate();
    objections(result).isEmpty();
    assertThat(result.set().images()).hasSize(999);
    assertThat(result.set().leftOut(Standing.REAL)).isEqualTo(12);
    assertThat(calibrated(result).effect().incidentsAfter()).isEqualTo(1);
  }

  @Test
  void refusesTooFewImages() {
    Recalibration result = history.normals("cam-1", 98).recalibrate();
    objections(result).containsExactly(Objection.Kind.TOO_FEW_IMAGES);
    assertThat(result.objections().get(0).text()).contains("at least 99", "there are 98");
    assertThat(result.isAllowed(true)).isFalse();
  }

  @Test
  void theSameBytesFromADeviceCountOnce() {
    history.normals("cam-1", 98);
    history.images.add(history.image("cam-1", 98, 10, "sha-0"));
    Recalibration result = history.recalibrate();
    objections(result).containsExactly(Objection.Kind.TOO_FEW_IMAGES);
    assertThat(result.objections().get(0).text()).contains("1 more are the same bytes");
  }

  @Test
  void imagesThatTheLotDidNotDrawDoNotCalibrate() {
    history.normals("cam-1", 200);
    HistoryImage last = history.images.get(199);
    history.images.set(
        199,
        new HistoryImage(
            last.device(), last.at(), 0, last.offset(), last.sha256(), last.distance(), false));
    assertThat(history.recalibrate().set().images()).hasSize(199);
  }

  @Test
  void refusesAPictureOfARealDefectThatCameAgain() {
    history.normals("cam-1", 500).incident("a1", "cam-1", Verdict.REAL, 1, 20);
    HistoryImage defect = history.images.get(500);
    history.normals("cam-1", 500);
    history.images.add(history.image("cam-1", 2000, 20, defect.sha256()));
    Recalibration result = history.recalibrate();
    objections(result).contains(Objection.Kind.REAL_IMAGES);
    assertThat(result.objections().get(0).text()).contains("incident a1", "2026-01-02T00:33:20Z");
    assertThat(result.isAllowed(true)).isFalse();
  }

  @Test
  void refusesManyUndecidedImages() {
    history.normals("cam-1", 999).incident("a1", "cam-1", null, 11, 15);
    Recalibration result = history.recalibrate();
    objections(result).containsExactly(Objection.Kind.UNDECIDED_IMAGES);
    assertThat(result.objections().get(0).text()).contains("11 images", "allows 10", "judge a1");
    assertThat(calibrated(result).highestRate()).isBetween(0.0207, 0.0208);
    assertThat(result.isAllowed(false)).isFalse();
    assertThat(result.isAllowed(true)).isTrue();
  }

  @Test
  void leavesFewUndecidedImagesOutAndTellsTheHighestRate() {
    history.normals("cam-1", 999).incident("a1", "cam-1", null, 5, 15);
    history.incident("a2", "cam-1", Verdict.UNSURE, 5, 15);
    Recalibration result = history.recalibrate();
    objections(result).isEmpty();
    assertThat(result.set().images()).hasSize(999);
    assertThat(calibrated(result).highestRate()).isBetween(0.0198, 0.0199);
  }

  @Test
  void whatBecameWorseAfterTheJudgementIsUndecided() {
    history.normals("cam-1", 500);
    history.add("cam-1", 13f);
    int judged = history.add("cam-1", 12.9f);
    history.add("cam-1", 12.8f);
    history.add("cam-1", 17f);
    history.incidents.add(
        JudgedIncidents.active(
            "a1", "cam-1", IncidentKind.ANOMALY, at(500), Verdict.FALSE, at(judged)));
    Recalibration result = history.recalibrate();
    assertThat(result.set().judgedFalse())
        .extracting(each -> each.image().distance())
        .containsExactly(13f, 12.9f, 12.8f);
    assertThat(result.set().leftOut(Standing.UNDECIDED)).isEqualTo(1);
  }

  @Test
  void refusesACameraThatWasAtFault() {
    history.normals("cam-1", 800).normals("cam-2", 800);
    history.judged("d1", "cam-2", IncidentKind.BLURRED, 100, 400, null);
    Recalibration result = history.recalibrate();
    objections(result).containsExactly(Objection.Kind.SICK_CAMERA);
    assertThat(result.objections().get(0).text()).contains("303 of 800 images of cam-2");
    assertThat(result.set().images()).hasSize(1297);
  }

  @Test
  void leavesAShortFaultOfACameraOut() {
    history.normals("cam-1", 999).judged("d1", "cam-1", IncidentKind.DARK, 100, 120, null);
    Recalibration result = history.recalibrate();
    objections(result).isEmpty();
    assertThat(result.set().leftOut(Standing.TROUBLE)).isEqualTo(23);
  }

  @Test
  void refusesADriftThatIsNotOver() {
    history.normals("cam-1", 999);
    history.incidents.add(
        JudgedIncidents.active("d1", "cam-1", IncidentKind.DRIFT, at(950), null, at(0)));
    objections(history.recalibrate()).containsExactly(Objection.Kind.SICK_CAMERA);
  }

  @Test
  void aDriftThatWasJudgedFalseCountsAsNormal() {
    history.normals("cam-1", 999).judged("d1", "cam-1", IncidentKind.DRIFT, 1, 900, Verdict.FALSE);
    assertThat(history.recalibrate().set().images()).hasSize(999);
  }

  @Test
  void refusesToMissARealIncident() {
    history.normals("cam-1", 400).incident("b1", "cam-1", Verdict.REAL, 3, 13.2);
    history.normals("cam-1", 100).incident("a1", "cam-1", Verdict.FALSE, 12, 13.5);
    Recalibration result = history.normals("cam-1", 400).recalibrate();
    objections(result).containsExactly(Objection.Kind.MISSED_INCIDENTS);
    assertThat(result.objections().get(0).text()).contains("1 incidents", "b1 of cam-1 (13.20)");
    assertThat(result.isAllowed(true)).isTrue();
  }

  @Test
  void refusesToMissARealIncidentOfAnotherTime() {
    history.judged("b1", "cam-1", IncidentKind.ANOMALY, -90_000, -89_000, Verdict.REAL);
    history.normals("cam-1", 999);
    assertThat(calibrated(history.recalibrate()).effect().unknown()).hasSize(1);
    history.worst.put("b1", 12f);
    objections(history.recalibrate()).containsExactly(Objection.Kind.MISSED_INCIDENTS);
    history.worst.put("b1", 14f);
    objections(history.recalibrate()).isEmpty();
  }

  @Test
  void refusesImagesThatAreTooFarOutToBeNormal() {
    history.normals("cam-1", 500).incident("a1", "cam-1", Verdict.FALSE, 3, 24);
    Recalibration result = history.normals("cam-1", 500).recalibrate();
    objections(result).containsExactly(Objection.Kind.FAR_OUT);
    assertThat(result.objections().get(0).text())
        .contains("3 images", "distance of 24", "incident a1, judged false by anna");
  }

  @Test
  void refusesALargeRaise() {
    for (int i = 0; i < 999; i++) {
      history.add("cam-1", 3 * history.normal());
    }
    objections(history.recalibrate()).containsExactly(Objection.Kind.LARGE_RAISE);
  }

  @Test
  void anotherRateAloneIsNoRaise() {
    objections(history.normals("cam-1", 999).recalibrate(0.002)).isEmpty();
  }

  @Test
  void refusesATimeBeforeTheOldestIncident() {
    history.normals("cam-1", 999);
    history.incidentsSince = at(10);
    objections(history.recalibrate()).containsExactly(Objection.Kind.FORGOTTEN_INCIDENTS);
  }

  @Test
  void theRuleOfIncidentsCounts() {
    RaisingRule rule = new RaisingRule(2, 3);
    assertThat(rule.raises(List.of(5f, 1f, 1f, 5f), 4)).isFalse();
    assertThat(rule.raises(List.of(5f, 1f, 5f), 4)).isTrue();
    assertThat(rule.raises(List.of(5f), 4)).isTrue();
    assertThat(rule.raises(List.of(3f), 4)).isFalse();
    assertThat(rule.raises(List.of(), 4)).isFalse();
  }
}
