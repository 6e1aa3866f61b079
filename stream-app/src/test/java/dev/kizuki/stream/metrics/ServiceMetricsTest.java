package dev.kizuki.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.model.Release;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.PayloadKind;
import dev.kizuki.stream.event.CaptureTime;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.feedback.Judged;
import dev.kizuki.stream.feedback.Subject;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.metrics.IncidentMetrics.ActionOutcome;
import dev.kizuki.stream.metrics.ShadowMetrics.Effort;
import dev.kizuki.stream.metrics.ShadowMetrics.Outcome;
import dev.kizuki.stream.models.ServedModels;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
  private static final Judged JUDGED =
      new Judged(Subject.PRODUCT, null, "line1", Judgement.Verdict.REAL);
  private static final Path TABLE = Path.of("../deploy/METRICS.md");
  private static final Pattern FAMILY =
      Pattern.compile("# HELP (kizuki_\\S+) (.*)\n# TYPE \\S+ (\\S+)\n((?:[^#].*\n)*)");
  private static final Pattern LABEL = Pattern.compile("([a-z_0-9]+)=\"");
  private static final ModelReference MODEL = new ModelReference("parts", "1", "ab12");
  private static final ModelReference SHADOW = new ModelReference("parts", "2", "cd34");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ServiceMetrics metrics = TestModels.metrics(registry);
  private final AtomicInteger gauge = new AtomicInteger();
  private final AtomicReference<String> state = new AtomicReference<>("RUNNING");
  private ServedModels models;
  private CanaryMeters canary;
  private WebhookMeters hook;

  @BeforeEach
  void register() {
    models = TestModels.served("*");
    List<ModelDescription> described = new ArrayList<>(models.descriptions());
    described.add(shadowed(described.get(0)));
    metrics.models().describe(described);
    metrics.bridge().bind(gauge::get, () -> gauge.get() > 0);
    metrics.alerts().bind(() -> gauge.get() > 0);
    metrics.alerts().bindUndelivered(List.of("refused", "unanswered"));
    metrics.publishedIncidents().bind(() -> gauge.get() > 0);
    metrics.publishedIncidents().bindUndelivered(List.of("refused"));
    hook = metrics.webhooks().of("chat");
    metrics.kafka().bindState(Set.of("RUNNING", "REBALANCING"), state::get);
    metrics.kafka().bindLag(gauge::get);
    metrics.certificates().bind("client.pem", gauge::get);
    metrics.console().bindViewers(gauge::get);
    metrics.limits().bind(state -> gauge.get());
    canary = metrics.canaries().of("parts");
    metrics.batches().shadows().compared(MODEL, SHADOW, Outcome.NEITHER);
    // some metrics exist only after the first image or verdict
    metrics.incidents().judged(JUDGED, 1);
    metrics.bridge().received("line1-a", 784, 1);
    judge("line1-a", new Verdict.Normal(new Score(5, 10, 0.5)));
    metrics.incidents().testedForDrift("line1", 0.5, 0.1, OptionalDouble.of(0.06));
    metrics
        .incidents()
        .judged(new Judged(Subject.PRODUCT, null, "line1", Judgement.Verdict.REAL), 1);
  }

  /** A model as another one, with a shadow. */
  private static ModelDescription shadowed(ModelDescription model) {
    return new ModelDescription(
        MODEL, model.threshold(), model.calibration(), model.passesSelfTest(), () -> true);
  }

  @AfterEach
  void close() {
    models.close();
    registry.close();
  }

  private void judge(String device, Verdict verdict) {
    metrics
        .verdicts()
        .judged(
            device,
            new ModelVerdict(verdict, MODEL, Instant.now()),
            System.currentTimeMillis() - 5,
            Instant.now().minusSeconds(1));
  }

  private List<MatchResult> families() {
    return FAMILY
        .matcher(registry.scrape())
        .results()
        .sorted(Comparator.comparing(family -> family.group(1)))
        .toList();
  }

  /** By the name of the family, all its samples. */
  private Map<String, String> samples() {
    return families().stream()
        .collect(Collectors.toMap(family -> family.group(1), family -> family.group(4)));
  }

  /** An event for each metric that changes. The gauges of a model stay while it serves. */
  private Map<Set<String>, Runnable> events() {
    Map<Set<String>, Runnable> events = new LinkedHashMap<>();
    events.put(
        Set.of(
            "kizuki_images_received_total",
            "kizuki_image_size_bytes",
            "kizuki_group_last_image_timestamp_seconds"),
        () -> metrics.bridge().received("line1-a", 784, 2));
    events.put(Set.of("kizuki_bridge_failures_total"), metrics.bridge()::failed);
    events.put(Set.of("kizuki_mqtt_sessions_lost_total"), metrics.bridge()::sessionLost);
    events.put(
        Set.of("kizuki_mqtt_maximum_qos", "kizuki_mqtt_session_expiry_seconds"),
        () -> metrics.bridge().granted(1, Duration.ofMinutes(1)));
    events.put(Set.of("kizuki_standin_images_total"), metrics.standIns()::taken);
    events.put(Set.of("kizuki_standin_begun_total"), metrics.standIns()::begun);
    events.put(Set.of("kizuki_standin_taken_back_total"), metrics.standIns()::takenBack);
    events.put(
        Set.of("kizuki_standin_sessions", "kizuki_mqtt_sessions_unattended"),
        () -> metrics.standIns().now(1, 2));
    events.put(
        Set.of("kizuki_alerts_published_total", "kizuki_alert_latency_seconds"),
        () -> metrics.alerts().published(0, 1000));
    events.put(
        Set.of("kizuki_alerts_undelivered_total"), () -> metrics.alerts().undelivered("refused"));
    events.put(Set.of("kizuki_alerts_waiting"), () -> metrics.alerts().waiting(3));
    events.put(
        Set.of("kizuki_incidents_published_total", "kizuki_incident_latency_seconds"),
        () -> metrics.publishedIncidents().published(0, 1000));
    events.put(
        Set.of("kizuki_incidents_undelivered_total"),
        () -> metrics.publishedIncidents().undelivered("refused"));
    events.put(Set.of("kizuki_incidents_waiting"), () -> metrics.publishedIncidents().waiting(3));
    events.put(
        Set.of("kizuki_incidents_total"),
        () -> metrics.incidents().changed(IncidentKind.DARK, IncidentChange.RAISED));
    events.put(
        Set.of("kizuki_incidents_active"), () -> metrics.incidents().active(IncidentKind.DARK, 1));
    events.put(Set.of("kizuki_incidents_judged"), () -> metrics.incidents().judged(JUDGED, 1));
    events.put(
        Set.of("kizuki_operator_actions_total"),
        () -> metrics.incidents().action(ActionOutcome.APPLIED));
    events.put(Set.of("kizuki_anomalies_held_back_total"), () -> metrics.incidents().heldBack(2));
    events.put(
        Set.of("kizuki_drift_p_value", "kizuki_drift_level", "kizuki_drift_latent_shift"),
        () -> metrics.incidents().testedForDrift("line1", 0.4, 0.2, OptionalDouble.of(0.3)));
    events.put(Set.of("kizuki_evidence_seconds"), () -> metrics.evidence().made(1000));
    events.put(Set.of("kizuki_evidence_impossible_total"), metrics.evidence()::impossible);
    events.put(Set.of("kizuki_webhooks_sent_total"), hook::sent);
    events.put(Set.of("kizuki_webhooks_retried_total"), hook::retried);
    events.put(Set.of("kizuki_webhooks_dropped_total"), hook::dropped);
    events.put(Set.of("kizuki_actions_taken_total"), metrics.actions()::taken);
    events.put(Set.of("kizuki_actions_refused_total"), metrics.actions()::refused);
    events.put(Set.of("kizuki_images_lost_total"), metrics.bridge()::lost);
    events.put(
        Set.of("kizuki_payloads_read_total"), () -> metrics.bridge().payloadRead(PayloadKind.JSON));
    events.put(
        Set.of("kizuki_capture_time_flaws_total"),
        () -> metrics.verdicts().flawedCaptureTime(CaptureTime.Flaw.WITHOUT_ZONE));
    events.put(Set.of("kizuki_images_missing_total"), () -> metrics.verdicts().missing(3));
    events.put(Set.of("kizuki_images_out_of_order_total"), metrics.verdicts()::outOfOrder);
    events.put(Set.of("kizuki_images_repeated_total"), metrics.verdicts()::repeated);
    events.put(Set.of("kizuki_batch_size_images"), () -> metrics.batches().judged(64, 1000, 1000));
    events.put(Set.of("kizuki_stage_seconds"), () -> metrics.batches().polled(1000));
    events.put(
        Set.of("kizuki_images_rejected_total"),
        () -> metrics.bridge().rejected(RejectionReason.CORRUPT));
    events.put(
        Set.of(
            "kizuki_images_scored_total",
            "kizuki_score_percent",
            "kizuki_latency_seconds",
            "kizuki_device_score",
            "kizuki_device_anomalies_total"),
        () -> judge("line1-a", new Verdict.Anomalous(new Score(20, 10, 0.001))));
    events.put(
        Set.of(
            "kizuki_bridge_unacknowledged",
            "kizuki_bridge_connected",
            "kizuki_alerts_connected",
            "kizuki_incidents_connected",
            "kizuki_lag",
            "kizuki_console_viewers",
            "kizuki_device_limits",
            "kizuki_certificate_expiry_timestamp_seconds"),
        gauge::incrementAndGet);
    events.put(Set.of("kizuki_streams_state"), () -> state.set("REBALANCING"));
    events.put(
        Set.of("kizuki_canary_duration_seconds"), () -> canary.returned(Duration.ofMillis(7)));
    events.put(
        Set.of("kizuki_canary_last_success_timestamp_seconds"), () -> canary.passed(Instant.EPOCH));
    events.put(Set.of("kizuki_canary_failures_total"), canary::late);
    events.put(Set.of("kizuki_canary_ignored_total"), metrics.bridge()::ignoredCanary);
    events.put(
        Set.of("kizuki_model_updates_total", "kizuki_model_refused", "kizuki_model_returned"),
        () -> metrics.models().updated(1, 1, 1, 1));
    events.put(Set.of("kizuki_model_archive_failures_total"), metrics.models()::archiveFailed);
    events.put(
        Set.of("kizuki_shadow_images_total"),
        () -> metrics.batches().shadows().compared(MODEL, SHADOW, Outcome.ONLY_SHADOW));
    events.put(
        Set.of("kizuki_shadow_inference_seconds_total", "kizuki_shadow_inferred_images_total"),
        () ->
            metrics
                .batches()
                .shadows()
                .inferred(MODEL, SHADOW, new Effort(64, 1000), new Effort(16, 1000)));
    events.put(
        Set.of("kizuki_shadow_failures_total"),
        () -> metrics.batches().shadows().failed(MODEL, SHADOW, 1));
    events.put(Set.of("kizuki_console_requests_total"), () -> metrics.console().answered(200));
    events.put(Set.of("kizuki_console_viewers_dropped_total"), metrics.console()::dropped);
    events.put(
        Set.of("kizuki_console_events_sent_bytes_total"), () -> metrics.console().sentBytes(100));
    events.put(Set.of("kizuki_console_logins_failed_total"), metrics.console()::failedLogin);
    return events;
  }

  @Test
  void eachEventMovesItsMetricsAndNoMetricIsWithoutAnEvent() {
    Set<String> unmoved = new TreeSet<>(samples().keySet());
    unmoved.removeIf(name -> name.startsWith("kizuki_model_") || name.endsWith("_max"));
    // does not change while a service runs
    unmoved.remove("kizuki_build_info");
    for (Map.Entry<Set<String>, Runnable> event : events().entrySet()) {
      Map<String, String> before = samples();
      event.getValue().run();
      Map<String, String> after = samples();
      for (String name : event.getKey()) {
        assertThat(before).containsKey(name);
        assertThat(after.get(name)).as(name).isNotEqualTo(before.get(name));
      }
      unmoved.removeAll(event.getKey());
    }
    assertThat(unmoved).isEmpty();
  }

  @Test
  void saysWhichReleaseRuns() {
    assertThat(samples().get("kizuki_build_info"))
        .contains("version=\"%s\"".formatted(Release.current().version()))
        .contains("commit=\"%s\"".formatted(Release.current().commit()))
        .endsWith(" 1\n");
  }

  @Test
  void scoresBelowTheThresholdHaveSeveralBuckets() {
    // 0.5 was recorded before
    judge("line1-a", new Verdict.Normal(new Score(8.2, 10, 0.1)));
    assertThat(registry.scrape())
        .contains("kizuki_score_percent_bucket{model=\"parts\",le=\"50.0\"} 1")
        .contains("kizuki_score_percent_bucket{model=\"parts\",le=\"80.0\"} 1")
        .contains("kizuki_score_percent_bucket{model=\"parts\",le=\"85.0\"} 2");
  }

  @Test
  void devicesAndGroupsAreLimited() {
    for (int i = 0; i < 10; i++) {
      judge("line%d-camera".formatted(i), new Verdict.Normal(new Score(1, 10, 1)));
      metrics.bridge().received("line%d-camera".formatted(i), 784, 3);
    }
    String scrape = registry.scrape();
    assertThat(values(scrape, "kizuki_device_anomalies_total\\{device"))
        .containsExactlyInAnyOrder("line1-a", "line0-camera", "other");
    assertThat(values(scrape, "kizuki_group_last_image_timestamp_seconds\\{group"))
        .containsExactlyInAnyOrder("line1", "line0", "other");
  }

  private static Set<String> values(String scrape, String start) {
    return Pattern.compile(start + "=\"([^\"]*)\"")
        .matcher(scrape)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void theTableInDeployListsEveryMetric() throws IOException {
    StringBuilder table =
        new StringBuilder(
            """
            # Metrics

            Everything under `/metrics` that begins with `kizuki_`, as a running service names it. This page is written by
            `ServiceMetricsTest`. Beside these stand the metrics of the JVM (`jvm_`), of the process, and of Kafka Streams and
            its clients (`kafka_`), as Micrometer names them.

            | metric | type | labels | meaning |
            |---|---|---|---|
            """);
    families()
        .forEach(
            family -> {
              Set<String> labels =
                  LABEL
                      .matcher(family.group(4))
                      .results()
                      .map(label -> label.group(1))
                      .filter(label -> !label.equals("le"))
                      .collect(Collectors.toCollection(TreeSet::new));
              table.append(
                  "| `%s` | %s | %s | %s |\n"
                      .formatted(
                          family.group(1),
                          family.group(3),
                          String.join(", ", labels),
                          family.group(2)));
            });
    String written = table.toString();
    if (!Files.exists(TABLE) || !Files.readString(TABLE).equals(written)) {
      Path fresh = Files.writeString(Path.of("target/METRICS.md"), written);
      assertThat(TABLE)
          .as("copy %s over it", fresh.toAbsolutePath().normalize())
          .content()
          .isEqualTo(written);
    }
  }
}
