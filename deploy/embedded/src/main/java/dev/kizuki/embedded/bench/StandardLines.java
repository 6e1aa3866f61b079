package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes the lines that every bench measures: the model, decoding, the topology, the bridge. */
final class StandardLines {
  private static final String TOPIC = "raw";

  private final BenchKafka kafka;
  private final BenchMqtt mqtt;
  private final Path folder;
  private final BenchModel model;
  private final BenchSize size;

  StandardLines(BenchKafka kafka, BenchMqtt mqtt, Path folder, BenchModel model, BenchSize size) {
    this.kafka = kafka;
    this.mqtt = mqtt;
    this.folder = folder;
    this.model = model;
    this.size = size;
  }

  /** Fills the topic of images and makes the lines, in the order of the table. */
  List<Line> make() throws InterruptedException {
    List<Line> lines = new ArrayList<>();
    for (int batch : new int[] {1, 8, 32, 64}) {
      lines.add(new InferenceLine(model.model(), model.images(), batch, size.inferences()));
    }
    if (model.isSquareGray()) {
      lines.addAll(decoding(model.shape().width()));
    }
    kafka.fill(TOPIC, model.images(), size.topologyImages(), BenchKafka.DEVICES);
    for (TopologySetup setup : topologies()) {
      lines.add(new TopologyLine(setup, kafka, folder.resolve("state")));
    }
    lines.add(new BridgeLine(mqtt, kafka, model.images(), size.bridgeImages()));
    return lines;
  }

  private List<Line> decoding(int side) {
    List<Line> lines = new ArrayList<>();
    lines.add(DecodingLine.kizuki("raw", model.images(), side, 10 * size.decodings()));
    for (String format : new String[] {"png", "jpeg"}) {
      List<byte[]> payloads =
          model.images().stream().map(raw -> BenchImages.encoded(raw, side, format)).toList();
      String name = format.toUpperCase(Locale.ROOT);
      lines.add(DecodingLine.kizuki(name, payloads, side, size.decodings()));
      lines.add(DecodingLine.imageIo(name, payloads, side, size.decodings()));
    }
    return lines;
  }

  private List<TopologySetup> topologies() {
    TopologySetup setup = TopologySetup.alertsOnly("topology", TOPIC, model.service());
    TopologySetup scores = setup.named("topology, every score written").writingScores();
    List<TopologySetup> setups = new ArrayList<>();
    setups.add(setup);
    setups.add(setup.named("topology, incidents off").withoutIncidents());
    setups.add(setup.named("topology, metrics off").withoutMetrics());
    setups.add(setup.named("topology, exactly once").exactly());
    setups.add(scores);
    setups.add(scores.named("topology, every score written, exactly once").exactly());
    setups.add(
        scores
            .named("topology, every score written, record by record")
            .with(Workload.JUDGE_BY_RECORD));
    int processors = Math.min(Runtime.getRuntime().availableProcessors(), BenchKafka.PARTITIONS);
    for (int n = 2; n <= processors; n *= 2) {
      TopologySetup threads = setup.named("topology, %d threads".formatted(n)).threads(n);
      setups.add(threads);
      setups.add(threads.named("topology, %d threads, exactly once".formatted(n)).exactly());
    }
    setups.add(setup.named("Kafka Streams alone, copying").with(Workload.COPY));
    setups.add(setup.named("Kafka Streams alone, reading").with(Workload.READ));
    if (model.isReference()) {
      setups.add(crayfish(setup));
    }
    return setups;
  }

  private TopologySetup crayfish(TopologySetup setup) {
    Path network =
        ReferenceModel.write(
            folder.resolve("crayfish.onnx"), model.shape().width(), ReferenceModel.CRAYFISH);
    return setup
        .named("topology, network 784-32-32-32-32-10, scores")
        .writingScores()
        .serving(new ConfigurationBuilder().model(network));
  }
}
