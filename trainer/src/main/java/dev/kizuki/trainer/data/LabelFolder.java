package dev.kizuki.trainer.data;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Finds the label in the path of an image. Folders by day are no labels. */
final class LabelFolder {
  private static final String YEAR = "(19|20)[0-9]{2}";
  private static final String MONTH = "(0[1-9]|1[0-2])";
  private static final String DAY = "(0[1-9]|[12][0-9]|3[01])";
  private static final String SEPARATOR = "[-_.]";
  private static final String TIME = "([T _-]?[0-9]{2}.*)?";

  /** {@code 2026-11}, {@code 2026-11-01}, {@code 20261101T1015}, {@code 01.11.2026}. */
  private static final Pattern DATE =
      Pattern.compile(
          String.join(
              "|",
              YEAR + SEPARATOR + MONTH,
              YEAR + SEPARATOR + MONTH + SEPARATOR + DAY + TIME,
              YEAR + MONTH + DAY + TIME,
              DAY + SEPARATOR + MONTH + SEPARATOR + YEAR));

  /** A year by itself, which is a date if the folder below it is a month. */
  private static final Pattern ONLY_YEAR = Pattern.compile(YEAR);

  /** A month, a day or an hour below a year. */
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,2}");

  private LabelFolder() {}

  /**
   * Returns the label of an image.
   *
   * @param file the path below the part of the data set
   * @return the first folder that is not a date, or an empty text
   */
  static String of(Path file) {
    int folders = file.getNameCount() - 1;
    boolean inDate = false;
    for (int i = 0; i < folders; i++) {
      String name = file.getName(i).toString();
      boolean year =
          ONLY_YEAR.matcher(name).matches()
              && i + 1 < folders
              && NUMBER.matcher(file.getName(i + 1).toString()).matches();
      boolean date =
          year || DATE.matcher(name).matches() || (inDate && NUMBER.matcher(name).matches());
      if (!date) {
        return name;
      }
      inDate = true;
    }
    return "";
  }
}
