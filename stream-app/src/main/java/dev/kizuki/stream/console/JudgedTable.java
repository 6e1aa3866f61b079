package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.feedback.Judged;
import dev.kizuki.stream.feedback.Precision;
import dev.kizuki.stream.feedback.Subject;
import dev.kizuki.stream.incident.Judgement.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The measured precision of the incidents that people judged. */
record JudgedTable(Collection<KnownIncident> incidents) {
  /** The greatest number of devices in an answer. */
  static final int MOST_DEVICES = 200;

  /** The precision for each subject, and for each model, line and device of it. */
  record Answer(
      @JsonProperty(required = true) List<Row> all,
      @JsonProperty(required = true) List<Row> models,
      @JsonProperty(required = true) List<Row> lines,
      @JsonProperty(required = true) List<Row> devices,
      @JsonProperty(required = true) int devicesLeftOut) {}

  /** The precision of some incidents about one subject. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      @JsonProperty(required = true) Subject about,
      @Nullable ModelReference model,
      @Nullable String line,
      @Nullable String device,
      @JsonUnwrapped Precision precision) {}

  /** The properties that the verdicts of one row share. */
  private record Group(
      Subject about,
      @Nullable ModelReference model,
      @Nullable String line,
      @Nullable String device) {}

  Answer answer() {
    List<Row> devices =
        rows((each, judged) -> new Group(judged.about(), null, each.line(), each.device()));
    return new Answer(
        rows((each, judged) -> new Group(judged.about(), null, null, null)),
        rows(
            (each, judged) ->
                judged.model() == null
                    ? null
                    : new Group(judged.about(), judged.model(), null, null)),
        rows((each, judged) -> new Group(judged.about(), null, each.line(), null)),
        devices.subList(0, Math.min(MOST_DEVICES, devices.size())),
        Math.max(0, devices.size() - MOST_DEVICES));
  }

  /** Returns the precision of one device, for each subject of which an incident was judged. */
  List<Row> ofDevice(String device) {
    return rows(
        (each, judged) ->
            each.device().equals(device)
                ? new Group(judged.about(), null, each.line(), device)
                : null);
  }

  /** Returns the precision of the incidents about the product that a model raised. */
  Precision ofModel(String sha256) {
    List<Verdict> verdicts = new ArrayList<>();
    for (KnownIncident each : incidents) {
      Judged judged = each.judged();
      if (judged != null
          && judged.about() == Subject.PRODUCT
          && judged.model() != null
          && judged.model().sha256().equals(sha256)) {
        verdicts.add(judged.verdict());
      }
    }
    return Precision.of(verdicts);
  }

  private interface Grouping {
    /** Returns the row of an incident; null if it belongs to none. */
    @Nullable Group of(KnownIncident incident, Judged judged);
  }

  /** The rows with the most false alarms come first. */
  private List<Row> rows(Grouping grouping) {
    Map<Group, List<Verdict>> verdicts = new HashMap<>();
    for (KnownIncident each : incidents) {
      Judged judged = each.judged();
      Group group = judged == null ? null : grouping.of(each, judged);
      if (judged != null && group != null) {
        verdicts.computeIfAbsent(group, key -> new ArrayList<>()).add(judged.verdict());
      }
    }
    Function<Row, String> name =
        row ->
            "%s %s %s"
                .formatted(
                    Objects.toString(row.model(), ""),
                    Objects.toString(row.line(), ""),
                    Objects.toString(row.device(), ""));
    return verdicts.entrySet().stream()
        .map(each -> row(each.getKey(), Precision.of(each.getValue())))
        .sorted(
            Comparator.comparing(Row::about)
                .thenComparing(row -> -row.precision().falseAlarms())
                .thenComparing(name))
        .toList();
  }

  private static Row row(Group group, Precision precision) {
    return new Row(group.about(), group.model(), group.line(), group.device(), precision);
  }
}
