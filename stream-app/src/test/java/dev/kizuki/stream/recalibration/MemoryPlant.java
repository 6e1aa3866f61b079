package dev.kizuki.stream.recalibration;

import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.MemoryHistory;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.kafka.RecordReader;
import java.util.ArrayList;
import java.util.List;

/** Images and incidents in memory. */
public final class MemoryPlant implements KafkaHistory {
  public final MemoryHistory topics = new MemoryHistory();
  public final List<Incident> incidents = new ArrayList<>();

  @Override
  public List<Incident> incidents() {
    return incidents;
  }

  @Override
  public HistoryReader images() {
    return topics.reader();
  }

  @Override
  public RecordReader records() {
    return new RecordReader(topics::consumer);
  }
}
