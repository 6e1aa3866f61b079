package dev.kizuki.embedded.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects the rows of a table for GUARANTEES.md and writes them to target/faults-NAME.md. */
final class FaultTable {
  private final List<String> lines = new ArrayList<>();

  /** A table of images. */
  FaultTable() {
    this(
        "what is broken",
        "rounds",
        "images",
        "lost",
        "scored twice",
        "delivered twice",
        "out of order",
        "longest silence",
        "threads",
        "memory, MiB");
  }

  FaultTable(String... columns) {
    add((Object[]) columns);
    lines.add("|" + "---|".repeat(columns.length));
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
