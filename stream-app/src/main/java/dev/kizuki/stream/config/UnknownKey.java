package dev.kizuki.stream.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Says what a user may have meant by a key that does not exist. */
final class UnknownKey {
  private final List<String> known = new ArrayList<>();

  /**
   * @param defaults the tree of all keys
   */
  UnknownKey(ObjectNode defaults) {
    defaults
        .properties()
        .forEach(
            section -> {
              known.add(section.getKey());
              if (section.getValue() instanceof ObjectNode keys) {
                keys.propertyNames().forEach(key -> known.add(section.getKey() + "." + key));
              }
            });
  }

  /**
   * A sentence about a key.
   *
   * @param path the key, as in {@code mqtt.client-id}
   * @param knownHere the keys that exist at this place
   */
  String describe(String path, Collection<Object> knownHere) {
    String here =
        "there is no key '%s'; known here: %s"
            .formatted(path, knownHere.stream().map(String::valueOf).sorted().toList());
    return here + meant(path).map(". Did you mean %s?"::formatted).orElse("");
  }

  private Optional<String> meant(String path) {
    if (known.contains(path)) {
      int dot = path.indexOf('.');
      return Optional.of(
          "'%s:', and in the next line, indented, '%s:'"
              .formatted(path.substring(0, dot), path.substring(dot + 1)));
    }
    return known.stream()
        .filter(key -> plain(key).equals(plain(path)))
        .findFirst()
        .or(
            () ->
                known.stream()
                    .filter(key -> plain(leaf(key)).equals(plain(leaf(path))))
                    .findFirst())
        .map("'%s'"::formatted);
  }

  private static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Without hyphens, underscores and capitals. */
  private static String plain(String key) {
    return key.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }
}
