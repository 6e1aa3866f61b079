package dev.kizuki.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.config.ImageSubscription;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

class HelmChartTest {
  private static final Path CHART = Path.of("kizuki").toAbsolutePath();
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Checks a manifest against Kubernetes' schema, which refuses unknown and missing fields. */
  private interface Schema {
    void check(JsonElement manifest) throws IOException;
  }

  private static final Map<String, Schema> SCHEMAS =
      Map.of(
          "StatefulSet", V1StatefulSet::validateJsonElement,
          "Service", V1Service::validateJsonElement,
          "ServiceAccount", V1ServiceAccount::validateJsonElement,
          "ConfigMap", V1ConfigMap::validateJsonElement,
          "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
          "HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
          "NetworkPolicy", V1NetworkPolicy::validateJsonElement);

  /** Kinds that operators define; Kubernetes has no schema of them. */
  private static final Set<String> OTHERS =
      Set.of("ServiceMonitor", "PrometheusRule", "ScaledObject");

  private static final Map<String, Object> EVERYTHING =
      Map.ofEntries(
          Map.entry("state.persistent", true),
          Map.entry("state.storageClass", "fast"),
          Map.entry("mqtt.passwordSecret.name", "mqtt-password"),
          Map.entry("mqtt.tlsSecret.name", "mqtt-tls"),
          Map.entry("kafka.passwordSecret.name", "kafka-password"),
          Map.entry("kafka.tlsSecret.name", "kafka-tls"),
          Map.entry("kafka.tlsSecret.certificateKey", ""),
          Map.entry("console.tokensSecret.name", "page-tokens"),
          Map.entry("networkPolicy.webhookPorts[0]", 443),
          Map.entry("modelsVolume.persistentVolumeClaim.claimName", "models"),
          Map.entry("autoscaling.enabled", true),
          Map.entry("serviceMonitor.enabled", true),
          Map.entry("serviceMonitor.labels.release", "monitoring"),
          Map.entry("prometheusRule.enabled", true),
          Map.entry("prometheusRule.runbookBase", "https://wiki.example/kizuki/"),
          Map.entry("dashboards.enabled", true),
          Map.entry("podAnnotations.team", "line1"),
          Map.entry("podLabels.cost-center", "press"),
          Map.entry("priorityClassName", "plant-critical"),
          Map.entry("terminationGracePeriodSeconds", 45),
          Map.entry("livenessProbe.failureThreshold", 6),
          Map.entry("nodeSelector.disk", "ssd"));

  private static List<JsonNode> render(Map<String, Object> values) {
    TemplateCommand command = new Helm(CHART).template().withName("plant").withNamespace("line");
    values.forEach(command::set);
    List<JsonNode> manifests = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(command.call())) {
      documents.forEachRemaining(manifests::add);
    }
    manifests.removeIf(manifest -> manifest == null || manifest.isNull() || manifest.isEmpty());
    return manifests;
  }

  private static List<String> kinds(List<JsonNode> manifests) {
    return manifests.stream().map(manifest -> manifest.get("kind").asString()).toList();
  }

  private static JsonNode only(String kind, List<JsonNode> manifests) {
    List<JsonNode> found =
        manifests.stream().filter(m -> m.get("kind").asString().equals(kind)).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  private static void requireValid(List<JsonNode> manifests) throws IOException {
    for (JsonNode manifest : manifests) {
      String kind = manifest.get("kind").asString();
      Schema schema = SCHEMAS.get(kind);
      if (schema == null) {
        assertThat(OTHERS).contains(kind);
        assertThat(manifest.get("spec").isEmpty()).as(kind).isFalse();
      } else {
        schema.check(JsonParser.parseString(manifest.toString()));
      }
    }
  }

  @Test
  void theDefaultsAreValidAndRenderNothingOptional() throws IOException {
    List<JsonNode> manifests = render(Map.of());
    requireValid(manifests);
    assertThat(kinds(manifests))
        .containsExactlyInAnyOrder(
            "ConfigMap",
            "StatefulSet",
            "Service",
            "ServiceAccount",
            "PodDisruptionBudget",
            "NetworkPolicy");
  }

  @Test
  void allOptionsTogetherAreValid() throws IOException {
    List<JsonNode> manifests = render(EVERYTHING);
    requireValid(manifests);
    assertThat(kinds(manifests))
        .contains("HorizontalPodAutoscaler", "ServiceMonitor", "PrometheusRule");
    JsonNode pod = only("StatefulSet", manifests).at("/spec/template/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/containers/0/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(pod.toString())
        .contains("mqtt-password", "mqtt-tls", "\"claimName\":\"models\"")
        .contains("/secrets/kafka-password/password", "/secrets/kafka-tls/ca.pem")
        .contains("KIZUKI_MQTT_CERTIFICATE_FILE")
        .doesNotContain("KIZUKI_KAFKA_CERTIFICATE_FILE");
    assertThat(only("StatefulSet", manifests).at("/spec/volumeClaimTemplates/0/spec").toString())
        .contains("fast");
    // the autoscaler sets the number of replicas
    assertThat(only("StatefulSet", manifests).at("/spec/replicas").isMissingNode()).isTrue();
  }

  private static JsonNode pod(Map<String, Object> values) {
    return only("StatefulSet", render(values)).at("/spec/template/spec");
  }

  @Test
  void theArchiveOfModelsIsOnTheVolumeOfTheState() {
    JsonNode container = pod(Map.of()).at("/containers/0");
    assertThat(container.at("/volumeMounts").toString())
        .contains("{\"name\":\"state\",\"mountPath\":\"/state\"}");
    JsonNode archive =
        container
            .at("/env")
            .valueStream()
            .filter(each -> each.at("/name").asString().equals("KIZUKI_MODEL_UPDATES_ARCHIVE"))
            .findFirst()
            .orElseThrow();
    Configuration configuration =
        ConfigurationReader.read(
            "models: [{file: a.onnx}]",
            "the chart",
            Map.of(archive.at("/name").asString(), archive.at("/value").asString()));
    assertThat(configuration.modelUpdates().archive()).isEqualTo("/state/model-archive");
  }

  @Test
  void podsGetNoVariablesOfKubernetesServices() {
    JsonNode links = pod(Map.of()).at("/enableServiceLinks");
    assertThat(links.isBoolean()).isTrue();
    assertThat(links.asBoolean()).isFalse();
  }

  @Test
  void labelsPriorityGracePeriodAndProbesAreValues() {
    JsonNode template = only("StatefulSet", render(EVERYTHING)).at("/spec/template");
    assertThat(template.at("/metadata/labels/cost-center").asString()).isEqualTo("press");
    assertThat(template.at("/spec/priorityClassName").asString()).isEqualTo("plant-critical");
    assertThat(template.at("/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(45);
    JsonNode liveness = template.at("/spec/containers/0/livenessProbe");
    assertThat(liveness.at("/failureThreshold").asInt()).isEqualTo(6);
    assertThat(liveness.at("/httpGet/path").asString()).isEqualTo("/health/live");
  }

  @Test
  void aProbeThatIsNullIsOff() throws IOException {
    List<JsonNode> manifests = render(Map.of("startupProbe", "null"));
    requireValid(manifests);
    JsonNode container = only("StatefulSet", manifests).at("/spec/template/spec/containers/0");
    assertThat(container.has("startupProbe")).isFalse();
    assertThat(container.has("readinessProbe")).isTrue();
  }

  @Test
  void theNamesOfAllObjectsCanBeReplaced() throws IOException {
    assertThat(names(Map.of())).containsOnly("plant-kizuki");
    assertThat(names(Map.of("nameOverride", "inspection"))).containsOnly("plant-inspection");
    assertThat(names(Map.of("fullnameOverride", "press"))).containsOnly("press");
    assertThat(names(Map.of("fullnameOverride", "p".repeat(80)))).containsOnly("p".repeat(52));
  }

  private static List<String> names(Map<String, Object> values) throws IOException {
    List<JsonNode> manifests = render(values);
    requireValid(manifests);
    JsonNode set = only("StatefulSet", manifests);
    assertThat(set.at("/spec/selector/matchLabels"))
        .isEqualTo(only("Service", manifests).at("/spec/selector"))
        .isEqualTo(set.at("/spec/template/metadata/labels"));
    return manifests.stream().map(each -> each.at("/metadata/name").asString()).toList();
  }

  @Test
  void theRulesFindTheServiceWhateverItsName() {
    Map<String, Object> values =
        Map.of("serviceMonitor.enabled", true, "nameOverride", "inspection");
    JsonNode relabeling =
        only("ServiceMonitor", render(values)).at("/spec/endpoints/0/relabelings/0");
    assertThat(relabeling.at("/targetLabel").asString()).isEqualTo("job");
    assertThat(relabeling.at("/replacement").asString()).isEqualTo("kizuki");
  }

  @Test
  void usesAnExistingServiceAccount() {
    Map<String, Object> values =
        Map.of("serviceAccount.create", false, "serviceAccount.name", "plant-robot");
    assertThat(kinds(render(values))).doesNotContain("ServiceAccount");
    assertThat(pod(values).at("/serviceAccountName").asString()).isEqualTo("plant-robot");
    assertThat(pod(Map.of("serviceAccount.create", false)).at("/serviceAccountName").asString())
        .isEqualTo("default");
    List<JsonNode> named = render(Map.of("serviceAccount.name", "robot"));
    assertThat(only("ServiceAccount", named).at("/metadata/name").asString()).isEqualTo("robot");
  }

  @Test
  void usesAnExistingConfigMap() throws IOException {
    List<JsonNode> manifests =
        render(Map.of("existingConfigMap", "plant-settings", "config.mqtt.sharedGroup", ""));
    requireValid(manifests);
    assertThat(kinds(manifests)).doesNotContain("ConfigMap");
    JsonNode template = only("StatefulSet", manifests).at("/spec/template");
    assertThat(template.at("/spec/volumes/0/configMap/name").asString())
        .isEqualTo("plant-settings");
    assertThat(template.at("/metadata/annotations").has("checksum/config")).isFalse();
  }

  @Test
  void kedaScalesByTheLagOfTheConsumerGroup() throws IOException {
    List<JsonNode> manifests =
        render(Map.of("keda.enabled", true, "keda.authentication", "kafka-access"));
    requireValid(manifests);
    JsonNode trigger = only("ScaledObject", manifests).at("/spec/triggers/0");
    assertThat(trigger.at("/metadata/consumerGroup").asString()).isEqualTo("kizuki");
    assertThat(trigger.at("/metadata/topic").asString()).isEqualTo("device-images");
    assertThat(trigger.at("/authenticationRef/name").asString()).isEqualTo("kafka-access");
  }

  @Test
  void theRulesAndDashboardsEqualThoseInDeploy() throws IOException {
    List<JsonNode> manifests = render(EVERYTHING);
    JsonNode rules = only("PrometheusRule", manifests).get("spec");
    JsonNode source = YAML.readTree(Files.readString(Path.of("../prometheus/kizuki.rules.yaml")));
    assertThat(rules.toString())
        .isEqualTo(source.toString().replace("deploy/runbooks/", "https://wiki.example/kizuki/"));
    assertThat(
            manifests.stream()
                .filter(m -> m.at("/metadata/labels/grafana_dashboard").asString("").equals("1")))
        .hasSize(3)
        .allSatisfy(
            board ->
                board
                    .get("data")
                    .properties()
                    .forEach(
                        file ->
                            assertThat(Path.of("../grafana/dashboards", file.getKey()))
                                .content()
                                .isEqualTo(file.getValue().asString())));
  }

  @Test
  void theServiceAcceptsTheConfigurationOfTheChart() {
    String yaml = only("ConfigMap", render(Map.of())).at("/data/kizuki.yaml").asString();
    Configuration configuration =
        ConfigurationReader.read(yaml, "the chart", Map.of("KIZUKI_MQTT_CLIENT_ID", "plant-0"));
    assertThat(configuration.mqtt().sharedGroup()).isEqualTo("kizuki");
    assertThat(configuration.canary().isOn()).isTrue();
    assertThat(configuration.kafka().replicationFactor()).isEqualTo((short) 3);
  }

  @Test
  void eachPodMayTakeTopicsOfItsOwn() throws IOException {
    Map<String, Object> values = Map.of("imagesOfPod", "plant/line$(POD_INDEX)/{device}/images");
    List<JsonNode> manifests = render(values);
    requireValid(manifests);
    String env = pod(values).at("/containers/0/env").toString();
    assertThat(env).contains("metadata.labels['apps.kubernetes.io/pod-index']");
    assertThat(env.indexOf("POD_INDEX")).isLessThan(env.indexOf("KIZUKI_MQTT_IMAGES"));
    String yaml = only("ConfigMap", manifests).at("/data/kizuki.yaml").asString();
    Configuration configuration =
        ConfigurationReader.read(
            yaml,
            "the chart",
            Map.of(
                "KIZUKI_MQTT_IMAGES",
                "plant/line3/{device}/images",
                "KIZUKI_MQTT_SHARED_GROUP",
                ""));
    assertThat(configuration.mqtt().images())
        .containsExactly(ImageSubscription.of("plant/line3/{device}/images"));
    assertThat(configuration.mqtt().sharedGroup()).isEmpty();
    assertThat(pod(Map.of()).at("/containers/0/env").toString()).doesNotContain("POD_INDEX");
  }

  @Test
  void thePageIsOnIfASecretHoldsTheTokens() {
    JsonNode pod = pod(EVERYTHING);
    assertThat(pod.at("/containers/0/env").toString())
        .contains("KIZUKI_CONSOLE_ENABLED")
        .contains("/secrets/console/view-tokens")
        .contains("/secrets/console/act-tokens");
    assertThat(pod.at("/volumes").toString()).contains("page-tokens");
    assertThat(pod(Map.of()).at("/containers/0/env").toString()).doesNotContain("CONSOLE");
  }

  @Test
  void webhooksMayLeaveThroughTheirPorts() {
    assertThat(only("NetworkPolicy", render(EVERYTHING)).at("/spec/egress").toString())
        .contains("443");
    assertThat(only("NetworkPolicy", render(Map.of())).at("/spec/egress").toString())
        .doesNotContain("443");
  }

  @Test
  void refusesValuesThatCannotWork() {
    assertThatThrownBy(() -> render(Map.of("replicaCount", 3)))
        .hasMessageContaining("replicaCount");
    assertThatThrownBy(() -> render(Map.of("terminationGracePeriodSeconds", 5)))
        .hasMessageContaining("terminationGracePeriodSeconds");
    assertThatThrownBy(() -> render(Map.of("config.mqtt.broker", "mosquitto")))
        .hasMessageContaining("broker");
    assertThatThrownBy(() -> render(Map.of("config.mqtt.sharedGroup", "")))
        .hasMessageContaining("sharedGroup");
    assertThatThrownBy(() -> render(Map.of("imagesOfPod", "plant/{device}/images")))
        .hasMessageContaining("POD_INDEX");
    assertThatThrownBy(() -> render(Map.of("keda.enabled", true, "autoscaling.enabled", true)))
        .hasMessageContaining("choose one");
  }

  @Test
  void passesTheLinter() {
    assertThat(new Helm(CHART).lint().strict().call().isFailed()).isFalse();
  }
}
