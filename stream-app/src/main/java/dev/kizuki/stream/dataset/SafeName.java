package dev.kizuki.stream.dataset;

import dev.kizuki.model.ModelFile;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** Makes names of files and folders that every file system takes. */
final class SafeName {
  private static final int LONGEST = 48;
  private static final int DIGEST = 8;

  /** Names that a data set uses for something else. */
  private static final Set<String> TAKEN = Set.of("good", "ground_truth", "train", "test");

  private SafeName() {}

  /**
   * Makes the name of a device safe as a part of a file name. Letters and digits of ASCII, '_' and
   * '-' stay. A name that changes gets a part of its digest, so that two devices do not get the
   * same name.
   */
  static String ofDevice(String device) {
    String safe = device.replaceAll("[^A-Za-z0-9_-]", "_");
    if (safe.equals(device) && safe.length() <= LONGEST && !safe.isEmpty()) {
      return safe;
    }
    String digest = ModelFile.sha256(device.getBytes(StandardCharsets.UTF_8)).substring(0, DIGEST);
    return safe.substring(0, Math.min(LONGEST, safe.length())) + "_" + digest;
  }

  /**
   * Makes a text safe as the name of a label's folder. Letters and digits of all languages stay, in
   * lower case; anything else becomes '-'. A name that begins with a digit or is used for something
   * else gets a prefix, because folders by day are no labels.
   *
   * @param otherwise the label if no letter and no digit is in the text
   */
  static String ofLabel(String text, String otherwise) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    StringBuilder label = new StringBuilder();
    plain
        .codePoints()
        .limit(LONGEST)
        .map(
            each ->
                Character.isLetterOrDigit(each)
                        || Character.getType(each) == Character.NON_SPACING_MARK
                    ? each
                    : '-')
        .forEach(label::appendCodePoint);
    String safe = label.toString().replaceAll("-+", "-").replaceAll("^-|-$", "");
    if (safe.isEmpty()) {
      return otherwise;
    }
    return TAKEN.contains(safe) || Character.isDigit(safe.codePointAt(0)) ? "label-" + safe : safe;
  }
}
