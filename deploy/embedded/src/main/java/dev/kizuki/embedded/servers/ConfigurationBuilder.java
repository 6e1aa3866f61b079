package dev.kizuki.embedded.servers;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.config.ConfigurationReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds the configuration of a service for the demo, the bench and the tests. Keys that are not
 * set have the defaults of {@code defaults.yaml}, except {@code modelUpdates.archive}: models are
 * not kept, so that nothing is written to the working folder.
 *
 * <p>Immutable: each method returns a changed copy.
 */
public final class ConfigurationBuilder {
  private final Map<String, Object> values;

  public ConfigurationBuilder() {
    this(Map.of("modelUpdates.archive", ""));
  }

  private ConfigurationBuilder(Map<String, Object> values) {
    this.values = values;
  }

  /** Sets {@code mqtt.broker}. */
  public ConfigurationBuilder mqtt(URI broker) {
    return set("mqtt.broker", broker);
  }

  /** Sets {@code kafka.bootstrapServers}, HOST:PORT. */
  public ConfigurationBuilder kafka(String bootstrapServers) {
    return set("kafka.bootstrapServers", bootstrapServers);
  }

  /** Sets {@code kafka.stateDir}. */
  public ConfigurationBuilder stateDir(Path folder) {
    return set("kafka.stateDir", folder);
  }

  /** Sets {@code http.port}; 0 takes any free port. */
  public ConfigurationBuilder httpPort(int port) {
    return set("http.port", port);
  }

  /** Adds a model for all devices that no model added before serves. */
  public ConfigurationBuilder model(Path file) {
    return addModel(Map.of("file", file.toString()));
  }

  /**
   * Adds a model for some devices.
   *
   * @param devices a pattern with * and ?, as in {@code line1-*}
   */
  public ConfigurationBuilder model(Path file, String devices) {
    return addModel(Map.of("file", file.toString(), "devices", devices));
  }

  /**
   * Adds a model for some devices, with the image that the canary sends.
   *
   * @param devices a pattern with * and ?, as in {@code line1-*}
   * @param normalImage an image that the model judges normal
   */
  public ConfigurationBuilder model(Path file, String devices, Path normalImage) {
    return addModel(
        Map.of("file", file.toString(), "devices", devices, "normalImage", normalImage.toString()));
  }

  /**
   * Adds a model for all devices that no model added before serves.
   *
   * @param falseAlarmRate sets the threshold, between 0 and 1
   */
  public ConfigurationBuilder model(Path file, double falseAlarmRate) {
    return addModel(Map.of("file", file.toString(), "falseAlarmRate", falseAlarmRate));
  }

  /**
   * Adds a model with a shadow for some devices.
   *
   * @param devices a pattern with * and ?, as in {@code line1-*}
   * @param shadow the file of the shadow
   * @param share the share of the images that the shadow scores, above 0 and at most 1
   */
  public ConfigurationBuilder shadowed(Path file, String devices, Path shadow, double share) {
    return addModel(
        Map.of(
            "file",
            file.toString(),
            "devices",
            devices,
            "shadow",
            shadow.toString(),
            "shadowShare",
            share));
  }

  private ConfigurationBuilder addModel(Map<String, ?> model) {
    List<Object> models = new ArrayList<>();
    if (values.get("models") instanceof List<?> given) {
      models.addAll(given);
    }
    models.add(model);
    return with("models", List.copyOf(models));
  }

  /**
   * Sets a key.
   *
   * @param key a key of {@code defaults.yaml}, as in {@code kafka.threads}
   * @param value a number, a boolean, a map of these, or anything whose {@code toString()} is the
   *     value in YAML
   */
  public ConfigurationBuilder set(String key, Object value) {
    boolean asItIs = value instanceof Number || value instanceof Boolean || value instanceof Map;
    return with(key, asItIs ? value : value.toString());
  }

  private ConfigurationBuilder with(String key, Object value) {
    Map<String, Object> changed = new TreeMap<>(values);
    changed.put(key, value);
    return new ConfigurationBuilder(changed);
  }

  /** Returns the configuration as the text of a file for {@code kizuki run --config}. */
  public String yaml() {
    ObjectNode tree = JsonMapper.shared().createObjectNode();
    values.forEach(
        (key, value) -> {
          int dot = key.indexOf('.');
          ObjectNode section = dot < 0 ? tree : tree.withObjectProperty(key.substring(0, dot));
          section.putPOJO(key.substring(dot + 1), value);
        });
    return JsonMapper.shared().writeValueAsString(tree); // JSON is YAML, too
  }

  /**
   * Reads the configuration as the service does.
   *
   * @throws ConfigurationException naming the key that is unknown or wrong
   */
  public Configuration build() {
    return ConfigurationReader.read(yaml(), "the built configuration", Map.of());
  }
}
