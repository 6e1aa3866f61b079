package dev.kizuki.stream.event;

import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import tools.jackson.databind.json.JsonMapper;

/** Generates the published schemas. */
public final class GeneratedSchema {
  private GeneratedSchema() {}

  /** The schema of a record, JSON Schema 2020-12. */
  public static String of(Class<?> type) {
    SchemaGeneratorConfigBuilder settings =
        new SchemaGeneratorConfigBuilder(
                JsonMapper.shared(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(
                new JacksonSchemaModule(
                    JacksonOption.RESPECT_JSONPROPERTY_REQUIRED,
                    JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
            .with(Option.EXTRA_OPEN_API_FORMAT_VALUES);
    return new SchemaGenerator(settings.build())
            .generateSchema(type)
            .toPrettyString()
            .replace("\r\n", "\n")
        + "\n";
  }
}
