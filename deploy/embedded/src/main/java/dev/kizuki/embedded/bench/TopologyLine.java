package dev.kizuki.embedded.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures the topology on a topic that holds all images before the topology starts. */
final class TopologyLine implements Line {
  /** The share of the images that warms up and is not counted. */
  private static final double WARM_UP = 0.3;

  private final TopologySetup setup;
  private final BenchKafka kafka;
  private final Path stateFolder;

  TopologyLine(TopologySetup setup, BenchKafka kafka, Path stateFolder) {
    this.setup = setup;
    this.kafka = kafka;
    this.stateFolder = stateFolder;
  }

  @Override
  public String name() {
    return setup.name();
  }

  private BenchStreams open() {
    return new BenchStreams(setup, kafka.bootstrapServers(), stateFolder);
  }

  @Override
  public Measurement run() throws InterruptedException {
    long images = kafka.records(setup.topic());
    try (BenchStreams streams = open()) {
      streams.start();
      long first = streams.awaitProcessed((long) (WARM_UP * images));
      long start = System.nanoTime();
      ThreadCosts.Reading before = streams.threadCosts();
      long last = streams.awaitProcessed(images);
      long time = System.nanoTime() - start;
      return Measurement.of(last - first, time, streams.threadCosts().since(before));
    }
  }

  /**
   * Processes the topic several times with the same service, and measures the memory each time.
   *
   * @param each called with each measurement
   * @return all measurements
   */
  List<Memory> repeat(int times, Consumer<Memory> each) throws InterruptedException {
    List<Memory> memories = new ArrayList<>();
    try (BenchStreams streams = open()) {
      streams.start();
      for (int i = 1; i <= times; i++) {
        streams.awaitProcessed(i * kafka.records(setup.topic()));
        Memory memory = Memory.now();
        memories.add(memory);
        each.accept(memory);
        if (i < times) {
          kafka.refill(setup.topic());
        }
      }
    }
    return memories;
  }
}
