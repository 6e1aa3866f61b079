package dev.kizuki.stream.camera;

import java.util.List;

/**
 * The finding of one measured picture about its camera. {@link Trouble#SILENT} is never part of it.
 *
 * @param suspected the troubles that this picture shows
 * @param confirmed the troubles that several pictures in a row have shown and that have not ended;
 *     each with its latest numbers
 * @param ended the troubles that were confirmed and that end with this picture
 */
public record Health(List<Finding> suspected, List<Finding> confirmed, List<Trouble> ended) {
  /** A picture without trouble. */
  static final Health GOOD = new Health(List.of(), List.of(), List.of());

  public Health {
    suspected = List.copyOf(suspected);
    confirmed = List.copyOf(confirmed);
    ended = List.copyOf(ended);
  }

  /**
   * Returns whether a trouble is confirmed. Anomalies of the product are not to be trusted then.
   */
  public boolean isSick() {
    return !confirmed.isEmpty();
  }
}
