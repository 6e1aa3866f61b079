package dev.kizuki.stream.metrics;

import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.feedback.Judged;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The numbers of judged incidents, by what they are about, model, line and verdict. */
final class JudgedCounts {
  private static final String NO_MODEL = "none";

  private final MeterRegistry registry;
  private final LimitedSeries<String> lines;
  private final Map<Tags, AtomicInteger> counts = new ConcurrentHashMap<>();

  /**
   * @param mostLines the most lines that get time series of their own
   */
  JudgedCounts(MeterRegistry registry, int mostLines) {
    this.registry = registry;
    lines = new LimitedSeries<>(mostLines, line -> line);
  }

  /** Adds to a number; a negative number takes some away. */
  void add(Judged judged, int more) {
    ModelReference model = judged.model();
    Tags tags =
        Tags.of(
            "about", judged.about().name().toLowerCase(Locale.ROOT),
            "model", model == null ? NO_MODEL : model.name(),
            "version", model == null ? NO_MODEL : model.version(),
            "line", lines.of(judged.line()),
            "verdict", judged.verdict().name().toLowerCase(Locale.ROOT));
    counts.computeIfAbsent(tags, this::register).addAndGet(more);
  }

  private AtomicInteger register(Tags tags) {
    AtomicInteger count = new AtomicInteger();
    Gauges.number(
        registry,
        "kizuki.incidents.judged",
        tags,
        count::get,
        "Kept incidents of the devices of this instance with a person's verdict, by the last one");
    return count;
  }
}
