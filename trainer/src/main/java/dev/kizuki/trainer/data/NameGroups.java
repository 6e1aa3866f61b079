package dev.kizuki.trainer.data;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Groups images by their names: images of one physical part have equal groups.
 *
 * @param pattern occurs in each name; its first capturing group, or the whole match if it has none,
 *     is the group of the image
 */
public record NameGroups(Pattern pattern) {
  /** Returns the group of an image; empty if the pattern does not occur in its name. */
  public Optional<String> of(String name) {
    Matcher matcher = pattern.matcher(name);
    return matcher.find()
        ? Optional.ofNullable(matcher.group(Math.min(1, matcher.groupCount())))
        : Optional.empty();
  }

  /** Returns the first name without a group. */
  public Optional<String> unmatched(List<String> names) {
    return names.stream().filter(name -> of(name).isEmpty()).findFirst();
  }
}
