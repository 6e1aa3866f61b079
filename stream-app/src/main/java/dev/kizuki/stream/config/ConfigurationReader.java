package dev.kizuki.stream.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the configuration. A file overrides the defaults, and environment variables override both.
 * An unknown key or a wrong value throws an exception that names the key.
 */
public final class ConfigurationReader {
  /** The prefix of the service's environment variables. */
  public static final String PREFIX = "KIZUKI_";

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationReader.class);

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .addModule(new SimpleModule().addDeserializer(Duration.class, new DurationDeserializer()))
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .withCoercionConfig(LogicalType.Integer, ConfigurationReader::refuseEmptyText)
          .withCoercionConfig(LogicalType.Float, ConfigurationReader::refuseEmptyText)
          .withCoercionConfig(LogicalType.Boolean, ConfigurationReader::refuseEmptyText)
          .withCoercionConfig(LogicalType.Collection, ConfigurationReader::refuseEmptyText)
          .withCoercionConfig(LogicalType.Map, ConfigurationReader::refuseEmptyText)
          .withCoercionConfig(LogicalType.POJO, ConfigurationReader::refuseEmptyText)
          .build();

  private ConfigurationReader() {}

  private static void refuseEmptyText(MutableCoercionConfig coercion) {
    coercion.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
  }

  /**
   * Reads a file and an environment.
   *
   * @throws ConfigurationException if a key is wrong or the file cannot be read; the message names
   *     the key or the file
   */
  public static Configuration read(Path file, Map<String, String> environment) {
    return read(ConfigurationText.read(file), file.toString(), environment);
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
    YamlText.Parsed file = YamlText.parse(YAML, yaml, source);
    if (file.root() instanceof ObjectNode sections) {
      merge(tree, sections);
    } else if (file.root() != null) {
      throw new ConfigurationException(
          "%s: the configuration must begin with a section such as 'mqtt:', was %s"
              .formatted(source, WrongValue.actual(file.root())));
    }
    Origins origins = new Origins(source, file.lines());
    applyEnvironment(tree, environment, origins);
    return bind(tree, origins);
  }

  /** Sets the keys of a file. A section or key without a value keeps its default. */
  private static void merge(ObjectNode tree, ObjectNode given) {
    given
        .properties()
        .forEach(
            key -> {
              if (tree.get(key.getKey()) instanceof ObjectNode known
                  && key.getValue() instanceof ObjectNode keys) {
                merge(known, keys);
              } else {
                tree.set(key.getKey(), key.getValue());
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

  private static Configuration bind(ObjectNode tree, Origins origins) {
    try {
      return YAML.treeToValue(tree, Configuration.class);
    } catch (UnrecognizedPropertyException e) {
      throw refused(
          origins,
          List.of(path(e)),
          new UnknownKey(defaults()).describe(path(e), e.getKnownPropertyIds()),
          e);
    } catch (JacksonException e) {
      if (e.getCause() instanceof ConfigurationException cause) {
        List<String> keys = cause.keys().isEmpty() ? List.of(path(e)) : cause.keys();
        throw refused(origins, keys, String.valueOf(cause.getMessage()), e);
      }
      Class<?> type =
          e instanceof MismatchedInputException wrong
              ? wrong.getTargetType()
              : e instanceof InputCoercionException wrong ? wrong.getTargetType() : null;
      String expected = WrongValue.describe(type, at(tree, e));
      throw refused(origins, List.of(path(e)), path(e) + " " + expected, e);
    }
  }

  private static ConfigurationException refused(
      Origins origins, List<String> keys, String message, JacksonException cause) {
    return new ConfigurationException(origins.of(keys) + ": " + message, cause);
  }

  /** The value that an exception is about; null if there is none. */
  private static @Nullable JsonNode at(JsonNode tree, JacksonException e) {
    JsonNode node = tree;
    for (JacksonException.Reference step : e.getPath()) {
      if (node == null) {
        return null;
      }
      node =
          step.getPropertyName() == null
              ? node.get(step.getIndex())
              : node.get(step.getPropertyName());
    }
    return node;
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

  private static void applyEnvironment(
      ObjectNode tree, Map<String, String> environment, Origins origins) {
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
    settings(environment)
        .forEach(
            (variable, value) -> {
              if (variable.startsWith(PREFIX)) {
                List<String> path = keys.get(variable);
                if (path == null) {
                  throw new ConfigurationException(
                      "The environment variable %s is no key of the configuration; known: %s"
                          .formatted(variable, keys.keySet()));
                }
                set(tree, path, variable, value);
                origins.setByVariable(String.join(".", path), variable);
              }
            });
  }

  /** The variables without those that Kubernetes set. */
  private static Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>(environment);
    Map<String, String> links = new TreeMap<>(environment);
    links.entrySet().removeIf(each -> !ServiceLinks.isOne(each.getKey(), each.getValue()));
    if (!links.isEmpty()) {
      settings.keySet().removeAll(links.keySet());
      LOG.info("variables that Kubernetes set for its services are ignored: {}", links.keySet());
    }
    return settings;
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
    // mqtt.images is one topic as text, or a list
    boolean isList = path.equals(List.of("mqtt", "images")) && value.strip().startsWith("[");
    if (!old.isContainer() && !isList) {
      parent.put(key, value);
      return;
    }
    JsonNode given = YamlText.parse(YAML, value, "The environment variable " + variable).root();
    if (given == null) {
      parent.set(key, old.isArray() ? YAML.createArrayNode() : YAML.createObjectNode());
    } else {
      parent.set(key, given);
    }
  }
}
