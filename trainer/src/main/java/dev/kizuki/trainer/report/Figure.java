package dev.kizuki.trainer.report;

import org.knowm.xchart.XYChart;

/**
 * A figure of a page.
 *
 * @param id identifies the figure on the page
 * @param source the picture, as a data URI
 * @param alt the title of the figure
 * @param caption the text below the picture
 */
record Figure(String id, String source, String alt, String caption) {
  static Figure of(XYChart chart, String caption) {
    String title = chart.getTitle();
    return new Figure(
        title.replaceAll("[^A-Za-z]+", "-"), DataUri.png(Charts.image(chart)), title, caption);
  }
}
