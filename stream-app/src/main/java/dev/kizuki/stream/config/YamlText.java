package dev.kizuki.stream.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Parses YAML into a tree and remembers the line of each key. Every value stays the text that the
 * user wrote, so {@code username: 007} keeps its zeros. A key twice, a second document and an alias
 * are refused, because YAML parsers would drop or replace values without a word.
 */
final class YamlText {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private final String text;
  private final String source;
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  /**
   * A parsed text.
   *
   * @param root the tree; null if the text is empty. A key without a value is left out
   * @param lines the line of each key, from 1; a key as in {@code models[0].file}
   */
  record Parsed(@Nullable JsonNode root, Map<String, Integer> lines) {}

  private YamlText(String text, String source) {
    this.text = text;
    this.source = source;
  }

  /**
   * Parses a text.
   *
   * @param source the name of the text in messages
   * @throws ConfigurationException if the text is not valid YAML, or refused as said above
   */
  static Parsed parse(YAMLMapper mapper, String text, String source) {
    return new YamlText(text, source).parse(mapper);
  }

  private Parsed parse(YAMLMapper mapper) {
    try (YAMLParser parser = (YAMLParser) mapper.createParser(text)) {
      JsonNode root = parser.nextToken() == null ? null : value(parser, "");
      if (root != null && parser.nextToken() != null) {
        throw refused(
            line(parser), "a second YAML document begins here. Remove the line '---' before it");
      }
      return new Parsed(root, lines);
    } catch (JacksonException e) {
      throw notValid(e);
    }
  }

  /** Reads the value that begins at the current token; null if it has no value. */
  private @Nullable JsonNode value(YAMLParser parser, String path) {
    if (parser.isCurrentAlias()) {
      throw refused(
          line(parser),
          "'*"
              + parser.getString()
              + "' is a YAML alias, which is not supported. Write the value itself; if it begins"
              + " with * put it in quotes");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return object(parser, path);
    }
    if (token == JsonToken.START_ARRAY) {
      return array(parser, path);
    }
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    // .nan and .inf have another text in Java
    return NODES.stringNode(
        token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()
            ? Double.toString(parser.getDoubleValue())
            : parser.getString());
  }

  private ObjectNode object(YAMLParser parser, String path) {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String key = path.isEmpty() ? name : path + "." + name;
      int line = line(parser);
      Integer first = lines.putIfAbsent(key, line);
      if (first != null) {
        throw refused(line, "'%s' is there already, in line %d. Keep one".formatted(key, first));
      }
      parser.nextToken();
      JsonNode value = value(parser, key);
      if (value != null) {
        object.set(name, value);
      }
    }
    return object;
  }

  private ArrayNode array(YAMLParser parser, String path) {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String element = "%s[%d]".formatted(path, array.size());
      int line = line(parser);
      lines.put(element, line);
      JsonNode value = value(parser, element);
      if (value == null) {
        throw refused(line, "the entry %s is empty".formatted(element));
      }
      array.add(value);
    }
    return array;
  }

  private static int line(YAMLParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private ConfigurationException refused(int line, String reason) {
    return new ConfigurationException("%s, line %d: %s".formatted(source, line, reason));
  }

  private ConfigurationException notValid(JacksonException e) {
    YamlMistake mistake = YamlMistake.of(e, text);
    String place = mistake.line() == 0 ? "" : ", line " + mistake.line();
    return new ConfigurationException(
        "%s is not valid YAML%s: %s".formatted(source, place, mistake.sentence()), e);
  }
}
