package dev.kizuki.stream.console;

import dev.kizuki.stream.event.ModelEvent;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** The latest changes of models. Bounded, and thread-safe. */
final class ModelEvents {
  static final int MOST = 100;

  private final Deque<ModelEvent> events = new ArrayDeque<>();

  /** Takes an event. */
  synchronized void add(ModelEvent event) {
    events.removeIf(known -> known.id().equals(event.id()));
    events.addLast(event);
    if (events.size() > MOST) {
      events.removeFirst();
    }
  }

  /** Returns the events, the newest first. */
  synchronized List<ModelEvent> newest() {
    return events.stream().sorted(Comparator.comparing(ModelEvent::time).reversed()).toList();
  }
}
