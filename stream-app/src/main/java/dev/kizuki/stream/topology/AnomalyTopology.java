package dev.kizuki.stream.topology;

import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.kafka.TopicLimits;
import dev.kizuki.stream.metrics.VerdictMetrics;
import java.net.URI;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;

/**
 * The topology from images to anomalies, scores and rejected images: a source, one processor and
 * one sink for each topic. {@link JudgeProcessor} decides what goes to which sink.
 */
public final class AnomalyTopology {
  /** The sink of alerts and of the verdicts on canaries. */
  static final String ANOMALIES = "anomalies";

  /** The sink of the scores of all images. It exists only if scores are written. */
  static final String SCORES = "scores";

  /** The sink of images that cannot be judged. */
  static final String REJECTED = "rejected";

  private static final String IMAGES = "images";
  private static final String JUDGE = "judge";

  private final Topics topics;
  private final JudgeSettings settings;
  private final VerdictMetrics metrics;
  private final URI source;
  private final TopicLimits limits;
  private final int maxDeviceNameBytes;
  private final CaptureFlaws captureFlaws;

  /**
   * @param source the CloudEvents source of every event
   * @param limits the largest records that the topics take
   * @param maxDeviceNameBytes the longest name of a device, in bytes of UTF-8
   */
  public AnomalyTopology(
      Topics topics,
      JudgeSettings settings,
      VerdictMetrics metrics,
      URI source,
      TopicLimits limits,
      int maxDeviceNameBytes) {
    this.topics = topics;
    this.settings = settings;
    this.metrics = metrics;
    this.source = source;
    this.limits = limits;
    this.maxDeviceNameBytes = maxDeviceNameBytes;
    this.captureFlaws = new CaptureFlaws(metrics);
  }

  /** Builds the topology. Kafka Streams makes one processor for each partition of the images. */
  public Topology build() {
    Topology topology = new Topology();
    topology.addSource(
        IMAGES, new StringDeserializer(), new ByteArrayDeserializer(), topics.images());
    topology.addProcessor(JUDGE, this::processor, IMAGES);
    addSink(topology, ANOMALIES, topics.anomalies());
    if (topics.writesScores()) {
      addSink(topology, SCORES, topics.scores());
    }
    addSink(topology, REJECTED, topics.rejected());
    return topology;
  }

  private JudgeProcessor processor() {
    return new JudgeProcessor(
        new RecordJudge(settings),
        new VerdictCounter(metrics, captureFlaws),
        new ImageEvents(source),
        new SinkLimits(limits, topics),
        maxDeviceNameBytes,
        topics.writesScores());
  }

  private static void addSink(Topology topology, String name, String topic) {
    topology.addSink(name, topic, new StringSerializer(), new ByteArraySerializer(), JUDGE);
  }
}
