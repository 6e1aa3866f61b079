package dev.kizuki.trainer.benchmark;

import dev.kizuki.trainer.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results of an experiment, one JSON line for each run. A run is written as soon as it is done,
 * so that an experiment that was stopped goes on where it was.
 *
 * @param <T> one run's result
 */
public final class Results<T> {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path file;
  private final Class<T> type;
  private final List<T> runs = new ArrayList<>();

  /** Reads what is there already. */
  public Results(Path file, Class<T> type) {
    this.file = file;
    this.type = type;
    if (Files.exists(file)) {
      try {
        Files.readAllLines(file).stream().filter(line -> !line.isBlank()).forEach(this::read);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
  }

  private void read(String line) {
    try {
      runs.add(JSON.readValue(line, type));
    } catch (JacksonException e) {
      throw new DataException(
          "%s holds other results than this experiment's (%s): give another --out"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  /** Whether such a run is there. */
  public boolean has(Predicate<T> run) {
    return runs.stream().anyMatch(run);
  }

  /** Adds a run. */
  public void add(T run) {
    runs.add(run);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file,
          JSON.writeValueAsString(run) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** All runs, the oldest first. */
  public List<T> runs() {
    return List.copyOf(runs);
  }
}
