package dev.kizuki.stream.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.kizuki.model.RateInterval;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ModelStatus;
import dev.kizuki.stream.incident.ServiceStatus.ShadowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One model with the counts of all instances added up.
 *
 * @param measured the share of anomalous images; null before the first image
 * @param low the lower end of its 95 % interval by Clopper and Pearson (1934)
 * @param high the upper end of that interval
 * @param since the earliest start of its instances
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelSum(
    @JsonUnwrapped ModelStatus model,
    List<String> instances,
    @Nullable Double measured,
    @Nullable Double low,
    @Nullable Double high,
    Instant since) {
  public ModelSum {
    instances = List.copyOf(instances);
  }

  /** The models of instances. A model is one content of a file for one pattern of devices. */
  public static List<ModelSum> of(List<ServiceStatus> services) {
    Map<List<String>, ModelSum> sums = new LinkedHashMap<>();
    for (ServiceStatus service : services) {
      for (ModelStatus model : service.models()) {
        sums.merge(
            List.of(model.sha256(), model.devices()),
            sum(model, List.of(service.instance()), service.startedAt()),
            ModelSum::sum);
      }
    }
    return List.copyOf(sums.values());
  }

  private static ModelSum sum(ModelStatus model, List<String> instances, Instant since) {
    long n = model.scored();
    long k = model.anomalous();
    if (n <= 0 || k < 0 || k > n) {
      return new ModelSum(model, instances, null, null, null, since);
    }
    RateInterval interval = RateInterval.of(k, n);
    return new ModelSum(model, instances, interval.rate(), interval.low(), interval.high(), since);
  }

  private static ModelSum sum(ModelSum a, ModelSum b) {
    ModelStatus x = a.model();
    ModelStatus y = b.model();
    List<String> instances = new ArrayList<>(a.instances());
    instances.addAll(b.instances());
    return sum(
        new ModelStatus(
            x.name(),
            x.version(),
            x.sha256(),
            x.devices(),
            x.width(),
            x.height(),
            x.threshold(),
            x.falseAlarmRate(),
            x.passedSelfTest() && y.passedSelfTest(),
            x.scored() + y.scored(),
            x.anomalous() + y.anomalous(),
            sum(x.scores(), y.scores()),
            x.calibration(),
            x.file(),
            x.returned() == null ? y.returned() : x.returned(),
            sum(x.shadow(), y.shadow())),
        instances,
        a.since().isBefore(b.since()) ? a.since() : b.since());
  }

  /** The counts of two instances added up; if they have different shadows, those of the first. */
  private static @Nullable ShadowStatus sum(@Nullable ShadowStatus a, @Nullable ShadowStatus b) {
    if (a == null || b == null || !Objects.equals(a.sha256(), b.sha256())) {
      return a == null ? b : a;
    }
    return new ShadowStatus(
        a.file(),
        a.scores() && b.scores(),
        a.problem() == null ? b.problem() : a.problem(),
        a.name(),
        a.version(),
        a.sha256(),
        a.threshold(),
        a.falseAlarmRate(),
        a.share(),
        a.scored() + b.scored(),
        a.both() + b.both(),
        a.onlyModel() + b.onlyModel(),
        a.onlyShadow() + b.onlyShadow(),
        a.unscored() + b.unscored(),
        mean(a.modelMicros(), a.scored(), b.modelMicros(), b.scored()),
        mean(a.shadowMicros(), a.scored(), b.shadowMicros(), b.scored()));
  }

  private static @Nullable Double mean(@Nullable Double a, long n, @Nullable Double b, long m) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return n + m == 0 ? a : (a * n + b * m) / (n + m);
  }

  private static List<Long> sum(List<Long> a, List<Long> b) {
    List<Long> sums = new ArrayList<>();
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      sums.add((i < a.size() ? a.get(i) : 0) + (i < b.size() ? b.get(i) : 0));
    }
    return sums;
  }
}
