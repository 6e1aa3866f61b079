package dev.kizuki.stream.feedback;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.model.RateInterval;
import dev.kizuki.stream.incident.Judgement.Verdict;
import java.util.Collection;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * The measured precision: the share of real ones among the incidents that were judged real or
 * false. The last verdict on an incident counts.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Precision(
    @JsonProperty(required = true) @JsonPropertyDescription("Incidents judged real") long real,
    @JsonProperty(required = true) @JsonPropertyDescription("Incidents judged false alarms")
        long falseAlarms,
    @JsonProperty(required = true)
        @JsonPropertyDescription("Incidents judged unsure; they do not count in the share")
        long unsure,
    @JsonPropertyDescription("real / (real + falseAlarms); absent if both are 0")
        @Nullable Double precision,
    @JsonPropertyDescription("Lower end of the 95 % interval by Clopper and Pearson")
        @Nullable Double low,
    @JsonPropertyDescription("Upper end of this interval") @Nullable Double high) {

  /** The precision of counted verdicts. */
  public static Precision of(long real, long falseAlarms, long unsure) {
    if (real + falseAlarms == 0) {
      return new Precision(real, falseAlarms, unsure, null, null, null);
    }
    RateInterval interval = RateInterval.of(real, real + falseAlarms);
    return new Precision(
        real, falseAlarms, unsure, interval.rate(), interval.low(), interval.high());
  }

  /** The precision of the verdicts on some incidents. */
  public static Precision of(Collection<Verdict> verdicts) {
    return of(
        Collections.frequency(verdicts, Verdict.REAL),
        Collections.frequency(verdicts, Verdict.FALSE),
        Collections.frequency(verdicts, Verdict.UNSURE));
  }
}
