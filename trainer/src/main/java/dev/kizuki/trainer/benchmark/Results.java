package dev.kizuki.trainer.benchmark;

import dev.kizuki.trainer.data.DataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results of an experiment in a file: the plan in the first line, then one JSON line for each
 * run. Each run is written when it ends, so a stopped experiment continues with the next run.
 *
 * @param <T> the result of one run
 */
public final class Results<T> {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path file;
  private final PrintWriter out;
  private final List<T> runs = new ArrayList<>();

  /**
   * Reads the results that are in the file.
   *
   * @param plan the plan of all runs: the data, and the options that decide a result
   * @param out the output for reports of runs
   * @throws DataException if the file holds results of another plan
   */
  public Results(Path file, Class<T> type, SortedMap<String, String> plan, PrintWriter out) {
    this.file = file;
    this.out = out;
    try {
      if (Files.exists(file)) {
        read(Files.readString(file), type, plan);
      } else {
        Files.createDirectories(file.toAbsolutePath().getParent());
        append(List.of(plan));
      }
    } catch (JacksonException e) {
      throw new DataException(
          "%s holds no results of this experiment (%s): give another --out"
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file, e);
    }
  }

  private void read(String text, Class<T> type, Map<String, String> plan) throws IOException {
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    if (whole.length() < text.length()) {
      // The process ended while it wrote the last run. The run is made again.
      Files.writeString(file, whole);
    }
    List<String> lines = whole.lines().toList();
    Map<?, ?> written = lines.isEmpty() ? Map.of() : JSON.readValue(lines.get(0), TreeMap.class);
    if (!written.equals(plan)) {
      throw new DataException(
          "%s holds results of %s, not of %s: give another --out".formatted(file, written, plan));
    }
    lines.stream().skip(1).forEach(line -> runs.add(JSON.readValue(line, type)));
  }

  /**
   * Makes runs if they are missing.
   *
   * @param there tells whether a run in the file is one of them
   * @param runs makes the runs; they are written all together
   */
  void make(Predicate<T> there, Supplier<List<T>> runs) {
    if (this.runs.stream().anyMatch(there)) {
      return;
    }
    List<T> made = runs.get();
    try {
      append(made);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    this.runs.addAll(made);
    made.forEach(out::println);
    out.flush();
  }

  private void append(List<?> lines) throws IOException {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(JSON.writeValueAsString(line)).append('\n'));
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** All runs, the oldest first. */
  public List<T> runs() {
    return List.copyOf(runs);
  }
}
