package dev.kizuki.trainer.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The common style of all figures: normal is blue, anomalous is orange. */
final class Charts {
  static final Color NORMAL = new Color(0x2a6f97);
  static final Color ANOMALOUS = new Color(0xd9622b);
  static final Color OTHER = new Color(0x5a8f3c);
  static final Color MUTED = new Color(0x9a9a9a);

  /** The size at which a chart is shown, in pixels of a page. */
  static final int WIDTH = 560;

  static final int HEIGHT = 380;

  /** The pixels of the picture for each pixel of a page, so that it is sharp when enlarged. */
  private static final int SCALE = 2;

  private Charts() {}

  static XYChart chart(String title, String xAxis, String yAxis) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridLinesColor(new Color(0xe6e6e6));
    chart.getStyler().setChartTitleBoxVisible(false);
    chart.getStyler().setChartTitleFont(font(Font.BOLD, 17));
    chart.getStyler().setAxisTitleFont(font(Font.PLAIN, 15));
    chart.getStyler().setAxisTickLabelsFont(font(Font.PLAIN, 14));
    chart.getStyler().setLegendFont(font(Font.PLAIN, 14));
    return chart;
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color colour) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(colour);
    series.setLineStyle(new BasicStroke(2f));
    return series;
  }

  /** Adds an explaining line that is not in the legend. */
  static void guide(XYChart chart, String name, double[] x, double[] y) {
    XYSeries series = line(chart, name, x, y, MUTED);
    series.setShowInLegend(false);
    series.setLineStyle(
        new BasicStroke(
            1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0));
  }

  static void points(XYChart chart, String name, List<double[]> points, Color colour) {
    if (points.isEmpty()) {
      return;
    }
    XYSeries series =
        chart.addSeries(
            name,
            points.stream().mapToDouble(point -> point[0]).toArray(),
            points.stream().mapToDouble(point -> point[1]).toArray());
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 150));
  }

  static BufferedImage image(XYChart chart) {
    BufferedImage image =
        new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.scale(SCALE, SCALE);
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return image;
  }
}
