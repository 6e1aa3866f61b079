package dev.kizuki.stream.console;

import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelComparison;
import dev.kizuki.stream.event.ModelEvent;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.DeviceLimit.Unusual;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** Limits, comparisons, changes of models and verdicts for tests. */
final class TeachingFacts {
  static final ModelReference SHADOW = new ModelReference("parts", "2", "cd34");

  private TeachingFacts() {}

  static DeviceLimit limit(String device, State state) {
    return new DeviceLimit(
        device,
        "line1",
        state,
        Facts.MODEL,
        "graph",
        900,
        1000,
        Facts.NOW.minusSeconds(3600),
        Facts.NOW,
        0.01,
        12.0,
        "AAAA",
        List.of(new Unusual(Facts.NOW.minusSeconds(60), 11, Facts.image(5))),
        null,
        null,
        null,
        null,
        null);
  }

  /** An image that only the shadow calls anomalous. */
  static ModelComparison comparison(String device, Instant at) {
    return new ModelComparison(
        device,
        at,
        new ModelComparison.Side(Facts.MODEL, false, 0.9, 9, 10, 0.02),
        new ModelComparison.Side(SHADOW, true, 1.2, 24, 20, 0.001),
        Facts.image(4));
  }

  static ModelEvent event(String id, Instant time) {
    return new ModelEvent(
        "1.0",
        id,
        URI.create("/kizuki/test"),
        "dev.kizuki.model.swapped",
        "parts.onnx",
        time,
        "application/json",
        new ModelEvent.Data("kizuki", Facts.MODEL, SHADOW, "the file has new content"));
  }

  static Incident judged(Incident from, Judgement.Verdict verdict) {
    return Facts.judged(from, new Judgement(verdict, "eve", Facts.NOW, null));
  }
}
