package dev.kizuki.embedded.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Collects the rows of a table for GUARANTEES.md and writes them to target/faults-NAME.md. */
final class FaultTable {
  private static final String[] OUTCOMES = {
    "what is broken",
    "rounds",
    "images",
    "lost",
    "scored twice",
    "delivered twice",
    "out of order",
    "longest silence"
  };

  private final List<String> lines = new ArrayList<>();
  private final Function<TrialResult, List<?>> lastColumns;

  /** A table of images, with threads and memory of the service. */
  FaultTable() {
    this(FaultTable::footprints, with("threads", "memory, MiB"));
  }

  FaultTable(String... columns) {
    this(result -> List.of(), columns);
  }

  private FaultTable(Function<TrialResult, List<?>> lastColumns, String... columns) {
    this.lastColumns = lastColumns;
    add((Object[]) columns);
    lines.add("|" + "---|".repeat(columns.length));
  }

  /** A table of images, with the longest time that a device waited for an outcome. */
  static FaultTable ofCluster() {
    return new FaultTable(
        result -> List.of(seconds(result.gap())), with("longest gap of a device"));
  }

  private static String[] with(String... columns) {
    return Stream.concat(Stream.of(OUTCOMES), Stream.of(columns)).toArray(String[]::new);
  }

  private static List<String> footprints(TrialResult result) {
    Server.Footprint before = result.before();
    Server.Footprint after = result.after();
    return after.isOfSameProcess(before)
        ? List.of(
            before.threads().size() + " → " + after.threads().size(),
            before.residentMiB() + " → " + after.residentMiB())
        : List.of("restarted", "restarted");
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }

  /** Adds a row to a table of images. */
  void add(TrialResult result) {
    List<Object> cells =
        new ArrayList<>(
            List.of(
                result.what(),
                result.rounds(),
                result.images(),
                result.lost(),
                result.duplicates().scoredTwice(),
                result.duplicates().deliveredTwice(),
                result.outOfOrder(),
                seconds(result.silence())));
    cells.addAll(lastColumns.apply(result));
    add(cells.toArray());
  }

  final void add(Object... cells) {
    StringBuilder line = new StringBuilder("|");
    for (Object cell : cells) {
      line.append(' ').append(cell).append(" |");
    }
    lines.add(line.toString());
  }

  void write(String name) throws IOException {
    lines.forEach(System.out::println);
    Files.write(Path.of("target/faults-%s.md".formatted(name)), lines);
  }
}
