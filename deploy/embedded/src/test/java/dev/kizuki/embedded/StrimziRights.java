package dev.kizuki.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the rights of the KafkaUser in {@code deploy/strimzi}, as Strimzi would grant them. */
final class StrimziRights {
  private static final Path FILE = Path.of("../strimzi/kizuki.yaml");

  private StrimziRights() {}

  /** Returns the rights, given to a user of this name. */
  static List<AclBinding> of(String user) throws IOException {
    List<AclBinding> rights = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(FILE.toFile())) {
      while (documents.hasNext()) {
        for (JsonNode rule : documents.next().at("/spec/authorization/acls")) {
          for (JsonNode operation : rule.get("operations")) {
            rights.add(new AclBinding(resource(rule), allow(user, operation.asString())));
          }
        }
      }
    }
    return rights;
  }

  private static ResourcePattern resource(JsonNode rule) {
    String type = rule.at("/resource/type").asString();
    String patternType = rule.at("/resource/patternType").asString("");
    return new ResourcePattern(
        type.equals("transactionalId")
            ? ResourceType.TRANSACTIONAL_ID
            : ResourceType.fromString(type),
        rule.at("/resource/name").asString(),
        patternType.equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
  }

  /** Strimzi writes operations in camel case, as in {@code DescribeConfigs}. */
  private static AccessControlEntry allow(String user, String operation) {
    String name = operation.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    return new AccessControlEntry(
        "User:" + user, "*", AclOperation.fromString(name), AclPermissionType.ALLOW);
  }
}
