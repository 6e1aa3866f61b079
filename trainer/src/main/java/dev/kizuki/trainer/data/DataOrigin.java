package dev.kizuki.trainer.data;

import java.util.List;

/**
 * The origin of the images of a data set.
 *
 * @param layout the layout of the folder that was found, in words
 * @param leftOut what was not read, with the remedy, one sentence for each kind
 */
public record DataOrigin(String layout, List<String> leftOut) {
  public DataOrigin {
    leftOut = List.copyOf(leftOut);
  }

  /** One line for the layout, and one for each kind that was left out. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("  layout: ").append(layout).append('\n');
    leftOut.forEach(line -> text.append("  left out: ").append(line).append('\n'));
    return text.toString();
  }
}
