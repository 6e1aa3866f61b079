package dev.kizuki.trainer.report;

import org.knowm.xchart.XYChart;

/**
 * A figure of a page.
 *
 * @param source the picture, as a data URI
 * @param caption the text below the picture
 */
record Figure(String source, String caption) {
  static Figure of(XYChart chart, String caption) {
    return new Figure(Charts.dataUri(Charts.image(chart)), caption);
  }
}
