package dev.kizuki.stream.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the configuration. A file overrides the defaults, and environment variables override both.
 * An unknown key or a wrong value throws an exception that names the key.
 */
public final class ConfigurationReader {
  /** The prefix of the service's environment variables. */
  public static final String PREFIX = "KIZUKI_";

  /** Kubernetes sets these variables in every pod if a Kubernetes service is called kizuki. */
  private static final Pattern SET_BY_KUBERNETES =
      Pattern.compile("KIZUKI_(SERVICE_(HOST|PORT.*)|PORT(_.*)?)");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private ConfigurationReader() {}

  /**
   * Reads a file and an environment.
   *
   * @throws ConfigurationException if a key is wrong or the file cannot be read; the message names
   *     the key or the file
   */
  public static Configuration read(Path file, Map<String, String> environment) {
    try {
      return read(Files.readString(file), file.toString(), environment);
    } catch (IOException e) {
      throw new ConfigurationException(
          "The configuration %s cannot be read: %s".formatted(file, e), e);
    }
  }

  /**
   * Reads a file and an environment, as {@link #read(Path, Map)} does.
   *
   * @param file the file; null reads only the environment
   */
  public static Configuration readOrEnvironment(
      @Nullable Path file, Map<String, String> environment) {
    return file == null ? read("", "the environment", environment) : read(file, environment);
  }

  /**
   * Reads a text and an environment.
   *
   * @param source the name of the text in messages
   * @throws ConfigurationException if a key is wrong; the message names the key
   */
  public static Configuration read(String yaml, String source, Map<String, String> environment) {
    ObjectNode tree = defaults();
    try {
      // a section or key without a value keeps its default
      if (YAML.readTree(yaml) instanceof ObjectNode given) {
        removeNulls(given);
        YAML.readerForUpdating(tree).readValue(given);
      }
    } catch (JacksonException e) {
      throw new ConfigurationException(
          "%s is not valid YAML: %s".formatted(source, e.getMessage()), e);
    }
    applyEnvironment(tree, environment);
    return bind(tree, source);
  }

  private static void removeNulls(ObjectNode node) {
    node.removeIf(JsonNode::isNull);
    node.values()
        .forEach(
            value -> {
              if (value instanceof ObjectNode object) {
                removeNulls(object);
              }
            });
  }

  /** The YAML text of every key with its documentation and default. */
  public static String defaultsText() {
    try (InputStream input = ConfigurationReader.class.getResourceAsStream("/defaults.yaml")) {
      if (input == null) {
        throw new IllegalStateException("defaults.yaml is missing from the jar");
      }
      return new String(input.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode defaults() {
    return (ObjectNode) YAML.readTree(defaultsText());
  }

  private static Configuration bind(ObjectNode tree, String source) {
    try {
      return YAML.treeToValue(tree, Configuration.class);
    } catch (UnrecognizedPropertyException e) {
      Collection<Object> known = e.getKnownPropertyIds();
      throw new ConfigurationException(
          "%s: there is no key '%s'; known here: %s".formatted(source, path(e), sorted(known)), e);
    } catch (JacksonException e) {
      if (e.getCause() instanceof ConfigurationException cause) {
        throw new ConfigurationException("%s: %s".formatted(source, cause.getMessage()), e);
      }
      throw new ConfigurationException(
          "%s: %s: %s".formatted(source, path(e), e.getOriginalMessage()), e);
    }
  }

  private static List<String> sorted(Collection<Object> keys) {
    return keys.stream().map(String::valueOf).sorted().toList();
  }

  private static String path(JacksonException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getPropertyName() == null
                    ? "[" + step.getIndex() + "]"
                    : step.getPropertyName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }

  private static void applyEnvironment(ObjectNode tree, Map<String, String> environment) {
    Map<String, List<String>> keys = new TreeMap<>();
    tree.properties()
        .forEach(
            section -> {
              String name = section.getKey();
              keys.put(variable(List.of(name)), List.of(name));
              if (section.getValue() instanceof ObjectNode object) {
                object
                    .propertyNames()
                    .forEach(key -> keys.put(variable(List.of(name, key)), List.of(name, key)));
              }
            });
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (variable.startsWith(PREFIX) && !SET_BY_KUBERNETES.matcher(variable).matches()) {
                List<String> path = keys.get(variable);
                if (path == null) {
                  throw new ConfigurationException(
                      "The environment variable %s is no key of the configuration; known: %s"
                          .formatted(variable, keys.keySet()));
                }
                set(tree, path, variable, value);
              }
            });
  }

  /** The variable of a key: {@code mqtt.clientId} is {@code KIZUKI_MQTT_CLIENT_ID}. */
  static String variable(List<String> path) {
    return PREFIX
        + path.stream()
            .map(key -> key.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT))
            .collect(Collectors.joining("_"));
  }

  private static void set(ObjectNode tree, List<String> path, String variable, String value) {
    ObjectNode parent = path.size() == 1 ? tree : (ObjectNode) tree.get(path.get(0));
    String key = path.get(path.size() - 1);
    JsonNode old = parent.get(key);
    if (!old.isContainer()) {
      parent.put(key, value);
      return;
    }
    try {
      parent.set(key, YAML.readTree(value));
    } catch (JacksonException e) {
      throw new ConfigurationException(
          "The environment variable %s is not valid YAML: %s".formatted(variable, e.getMessage()),
          e);
    }
  }
}
