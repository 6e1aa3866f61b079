package dev.kizuki.trainer.encoder;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;

import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The grid of places that layers are brought to. Along each axis, a finer map is averaged over the
 * area of each place, and a coarser map is repeated (nearest neighbour).
 */
public record Grid(int rows, int columns) {
  /** One place: maps are averaged. */
  public static final Grid IMAGE = new Grid(1, 1);

  public Grid {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "--grid must be at least 1x1, was %dx%d".formatted(columns, rows));
    }
  }

  /** The grid of the layer with the most places. */
  static Grid finest(List<Layer> layers) {
    return layers.stream()
        .map(layer -> new Grid(layer.rows(), layer.columns()))
        .max(Comparator.comparingLong(Grid::places))
        .orElseThrow();
  }

  int places() {
    return rows * columns;
  }

  /** Adds the change of a map (N, C, fromRows, fromColumns) to this grid. */
  String write(OnnxGraph graph, String map, int fromRows, int fromColumns) {
    String right = columns < fromColumns ? averageColumns(graph, map, fromColumns) : map;
    String pooled = rows < fromRows ? averageRows(graph, right, fromRows) : right;
    String tall = rows > fromRows ? repeat(graph, pooled, 2, fromRows, rows) : pooled;
    return columns > fromColumns ? repeat(graph, tall, 3, fromColumns, columns) : tall;
  }

  private String averageRows(OnnxGraph graph, String map, int from) {
    return graph.node("MatMul", graph.constant(areas(from, rows, false), rows, from), map);
  }

  private String averageColumns(OnnxGraph graph, String map, int from) {
    return graph.node("MatMul", map, graph.constant(areas(from, columns, true), from, columns));
  }

  /** The share of each of the old cells in each new cell; (to, from), or (from, to) if turned. */
  static float[] areas(int from, int to, boolean turned) {
    float[] areas = new float[from * to];
    double width = (double) from / to;
    for (int t = 0; t < to; t++) {
      for (int f = 0; f < from; f++) {
        double overlap = Math.min(f + 1, (t + 1) * width) - Math.max(f, t * width);
        areas[turned ? f * to + t : t * from + f] = (float) (Math.max(0, overlap) / width);
      }
    }
    return areas;
  }

  private static String repeat(OnnxGraph graph, String map, int axis, int from, int to) {
    long[] source = IntStream.range(0, to).mapToLong(i -> (long) i * from / to).toArray();
    return graph.node("Gather", List.of(integer("axis", axis)), map, graph.constant(source));
  }

  @Override
  public String toString() {
    return "%d x %d".formatted(columns, rows);
  }
}
