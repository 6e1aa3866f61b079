package dev.kizuki.stream.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.incident.TestIncidents;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrecisionTest {
  /** The interval is that of {@code binom.test(7, 10)} in R. */
  @Test
  void isTheShareOfRealOnesWithItsInterval() {
    Precision precision = Precision.of(7, 3, 5);
    assertThat(precision.precision()).isEqualTo(0.7);
    assertThat(precision.low()).isCloseTo(0.3475471, within(1e-6));
    assertThat(precision.high()).isCloseTo(0.9332605, within(1e-6));
    assertThat(precision.unsure()).isEqualTo(5);
  }

  @Test
  void unsureVerdictsAloneGiveNoPrecision() {
    Precision precision = Precision.of(List.of(Verdict.UNSURE, Verdict.UNSURE));
    assertThat(precision).isEqualTo(new Precision(0, 0, 2, null, null, null));
    assertThat(new String(IncidentJson.write(precision), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("{\"real\":0,\"falseAlarms\":0,\"unsure\":2}");
  }

  @Test
  void productCameraAndDriftAreSeparateAndAGroupCountsForItsMembersOnly() {
    assertThat(Subject.of(IncidentKind.ANOMALY)).contains(Subject.PRODUCT);
    assertThat(Subject.of(IncidentKind.SILENT)).contains(Subject.CAMERA);
    assertThat(Subject.of(IncidentKind.DRIFT)).contains(Subject.DRIFT);
    assertThat(Subject.of(IncidentKind.GROUP)).isEmpty();
  }

  @Test
  void anIncidentWithoutAVerdictIsNotJudged() {
    assertThat(Judged.of(TestIncidents.active("1", "a"))).isEmpty();
  }
}
