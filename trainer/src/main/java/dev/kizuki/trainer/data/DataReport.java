package dev.kizuki.trainer.data;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was found among the normal images.
 *
 * @param label of the normal images, empty where the data have no labels
 * @param found how many there are
 * @param kept how many are used
 * @param sizes how many there are of each width x height
 * @param duplicates names, and the name of the same image before
 * @param unreadable names, and why they cannot be read
 */
public record DataReport(
    String label,
    int found,
    int kept,
    Map<String, Integer> sizes,
    Map<String, String> duplicates,
    Map<String, String> unreadable) {
  private static final int SHOWN = 10;

  /** Lines for a person to read. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d normal images%s, %d used\n"
            .formatted(found, label.isEmpty() ? "" : " labelled '" + label + "'", kept));
    text.append("  sizes: ").append(shortList(sizes, ", ", "%2$s of %1$s")).append('\n');
    if (!duplicates.isEmpty()) {
      text.append("  left out, the same image twice (%d):%n".formatted(duplicates.size()))
          .append(shortList(duplicates, "\n", "    %s is %s"))
          .append('\n');
    }
    if (!unreadable.isEmpty()) {
      text.append("  left out, unreadable (%d):%n".formatted(unreadable.size()))
          .append(shortList(unreadable, "\n", "    %s: %s"))
          .append('\n');
    }
    return text.toString();
  }

  private static String shortList(Map<String, ?> entries, String separator, String format) {
    String list =
        entries.entrySet().stream()
            .limit(SHOWN)
            .map(entry -> format.formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(separator));
    int more = entries.size() - SHOWN;
    return more > 0 ? list + separator + "    and %d more".formatted(more) : list;
  }
}
