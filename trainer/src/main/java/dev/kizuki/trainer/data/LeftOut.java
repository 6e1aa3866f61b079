package dev.kizuki.trainer.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Collects what a data set leaves out, so that nothing is left out without a word. */
final class LeftOut {
  private final Map<String, Integer> formats = new TreeMap<>();
  private final List<String> others = new ArrayList<>();

  /** Counts the file if it is an image in a format that is not read. */
  void file(Path file) {
    ImageKind.notRead(file).ifPresent(format -> formats.merge(format, 1, Integer::sum));
  }

  /** Adds a sentence. */
  void add(String sentence) {
    others.add(sentence);
  }

  /** One sentence for each kind. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>(others);
    if (!formats.isEmpty()) {
      String counts =
          formats.entrySet().stream()
              .map(format -> format.getValue() + " " + format.getKey())
              .collect(Collectors.joining(", "));
      sentences.add(
          "files that are not PNG, JPEG or BMP (%s). Convert them to PNG, or name them .png or .jpg if they are"
              .formatted(counts));
    }
    return sentences;
  }
}
