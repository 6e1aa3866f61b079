package dev.kizuki.trainer.report;

import org.knowm.xchart.XYChart;

/**
 * A figure on a page, with what is to be seen in it.
 *
 * @param source the picture, as a data URI
 * @param caption below it
 */
record Figure(String source, String caption) {
  static Figure of(XYChart chart, String caption) {
    return new Figure(Charts.dataUri(Charts.image(chart)), caption);
  }
}
