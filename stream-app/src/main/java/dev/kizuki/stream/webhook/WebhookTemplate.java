package dev.kizuki.stream.webhook;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.MustacheParseException;
import com.samskivert.mustache.Template;
import dev.kizuki.stream.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Mustache template of a JSON document. Each value is escaped as part of a JSON string, so that
 * no name of a device can change the document.
 */
final class WebhookTemplate {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String name;
  private final Template template;

  private WebhookTemplate(String name, Template template) {
    this.name = name;
    this.template = template;
  }

  /**
   * Reads a template.
   *
   * @throws ConfigurationException if the file cannot be read or is no template
   */
  static WebhookTemplate read(Path file) {
    try {
      return of(file.toString(), Files.readString(file));
    } catch (IOException | UncheckedIOException e) {
      throw new ConfigurationException("webhooks: cannot read the template " + file, e);
    }
  }

  /**
   * Compiles a template.
   *
   * @param name the name of the template in messages
   * @throws ConfigurationException if the text is no template
   */
  static WebhookTemplate of(String name, String text) {
    try {
      return new WebhookTemplate(
          name,
          Mustache.compiler()
              .withEscaper(WebhookTemplate::escape)
              .emptyStringIsFalse(true)
              .strictSections(true)
              .compile(text));
    } catch (MustacheParseException e) {
      throw new ConfigurationException(
          "webhooks: the template %s is wrong: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static String escape(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
  }

  /**
   * Fills in the values.
   *
   * @param values the values of the names in the template, see {@link WebhookValues}
   * @return JSON in UTF-8
   * @throws TemplateException if the template uses a name that does not exist, or the result is no
   *     JSON
   */
  byte[] render(Map<String, Object> values) {
    String text;
    try {
      text = template.execute(values);
    } catch (MustacheException.Context e) {
      throw new TemplateException(
          "%s, line %d: there is no value '%s'; there are %s"
              .formatted(name, e.lineNo, e.key, values.keySet()),
          e);
    }
    try {
      JSON.readTree(text);
    } catch (JacksonException e) {
      throw new TemplateException(
          "%s does not give JSON; line %d, column %d of the result: %s"
              .formatted(
                  name,
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A template cannot be filled in. */
  static final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TemplateException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
