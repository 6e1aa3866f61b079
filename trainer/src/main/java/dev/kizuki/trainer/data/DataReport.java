package dev.kizuki.trainer.data;

import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A report on the normal images of a data set.
 *
 * @param origin the layout of the folder, and what was left out of it
 * @param label the label of the normal images; empty if the data have no labels
 * @param found the number of images
 * @param kept the number of images that are used
 * @param sizes the sizes of the images that are used
 * @param turned the number of images that were turned upright by their Exif orientation
 * @param usedBits the bits that the samples of the 16-bit images use; empty without such images
 * @param duplicates the name of each duplicate, with the name of the first image like it
 * @param unreadable the name of each unreadable file, with the reason
 */
public record DataReport(
    DataOrigin origin,
    String label,
    int found,
    int kept,
    ImageSizes sizes,
    int turned,
    OptionalInt usedBits,
    Map<String, String> duplicates,
    Map<String, String> unreadable) {
  private static final int SHOWN = 10;

  /** 16-bit images that use no more bits than this lose much of their contrast. */
  private static final int FEW_BITS = 14;

  /** The report as text, several lines. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d normal images%s, %d used\n"
            .formatted(found, label.isEmpty() ? "" : " labelled '" + label + "'", kept));
    text.append(origin);
    text.append("  sizes: ").append(sizes).append('\n');
    if (turned > 0) {
      text.append("  turned upright by their Exif orientation: ").append(turned).append('\n');
    }
    if (usedBits.isPresent() && usedBits.getAsInt() <= FEW_BITS) {
      text.append(darkness(usedBits.getAsInt()));
    }
    if (!duplicates.isEmpty()) {
      text.append("  left out, exact duplicates (%d):%n".formatted(duplicates.size()))
          .append(shortList(duplicates, "    %s is %s"))
          .append('\n');
    }
    if (!unreadable.isEmpty()) {
      text.append("  left out, unreadable (%d):%n".formatted(unreadable.size()))
          .append(shortList(unreadable, "    %s: %s"))
          .append('\n');
    }
    return text.toString();
  }

  private static String darkness(int bits) {
    int factor = 1 << (16 - bits);
    return """
          WARNING: the 16-bit images use only their lowest %d bits. A model sees the upper 8 of 16 bits, so
          contrast is lost. Multiply the samples by %d, for training and for the service, for example with
          'magick IN.png -evaluate multiply %d OUT.png'
        """
        .formatted(bits, factor, factor);
  }

  private static String shortList(Map<String, String> entries, String format) {
    String list =
        entries.entrySet().stream()
            .limit(SHOWN)
            .map(entry -> format.formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("\n"));
    int more = entries.size() - SHOWN;
    return more > 0 ? list + "\n    and %d more".formatted(more) : list;
  }
}
