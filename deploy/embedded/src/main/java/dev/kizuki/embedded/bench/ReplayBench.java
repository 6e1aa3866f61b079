package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.model.Threshold;
import dev.kizuki.stream.action.IncidentLog;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.limit.KnownLimits;
import dev.kizuki.stream.replay.Replay;
import dev.kizuki.stream.replay.ReplayResult;
import dev.kizuki.stream.replay.ReplaySettings;
import dev.kizuki.stream.replay.ReplayedIncident;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares a replay with the topology on the same images in Kafka: the rate, the alerts and the
 * incidents. One image of a hundred is noise; half of the noise is anomalous. The topology does not
 * look for faults of cameras, because the replay does not.
 */
final class ReplayBench {
  private static final String TOPIC = "replay";
  private static final double FALSE_ALARM_RATE = 0.5;
  private static final int NOISE_OF_DISTINCT = 50;

  private final BenchKafka kafka;
  private final Path folder;
  private final BenchModel model;
  private final int rounds;
  private final PrintWriter out;
  private final Instant start = Instant.now();

  /**
   * @param folder the folder for the state of Kafka Streams
   * @param rounds the rounds that are counted; one more warms up
   */
  ReplayBench(BenchKafka kafka, Path folder, BenchModel model, int rounds, PrintWriter out) {
    this.kafka = kafka;
    this.folder = folder;
    this.model = model;
    this.rounds = rounds;
    this.out = out;
  }

  /**
   * The result with one number of threads.
   *
   * @param topology images a second, median
   * @param replay images a second, median
   * @param ratio the median of the ratios of the rounds
   * @param alerts the alerts of the topology
   * @param different the images with an alert of one of both only
   * @param incidents the incidents of the topology
   * @param differentIncidents the incidents of one of both only
   */
  record Result(
      int threads,
      long images,
      double topology,
      double replay,
      double ratio,
      long alerts,
      long different,
      int incidents,
      int differentIncidents) {}

  /** Measures with one thread and with all processors, and prints the results. */
  List<Result> run(long images) throws InterruptedException {
    kafka.fill(TOPIC, images(), images, BenchKafka.DEVICES);
    int processors = Math.min(Runtime.getRuntime().availableProcessors(), BenchKafka.PARTITIONS);
    List<Result> results = new ArrayList<>();
    for (int threads : new int[] {1, processors}) {
      Result result = measure(images, threads);
      results.add(result);
      out.printf(
          "%d images, %d threads: topology %,.0f images/s, replay %,.0f images/s, ratio %.2f;"
              + " %d alerts, %d differ; %d incidents, %d differ%n",
          result.images,
          result.threads,
          result.topology,
          result.replay,
          result.ratio,
          result.alerts,
          result.different,
          result.incidents,
          result.differentIncidents);
      out.flush();
    }
    return results;
  }

  private List<byte[]> images() {
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < 10 * NOISE_OF_DISTINCT; i++) {
      images.add(
          i % NOISE_OF_DISTINCT == 0
              ? BenchImages.noise(model.shape().size(), i)
              : model.images().get(i % model.images().size()));
    }
    return images;
  }

  private TopologySetup setup(int threads) {
    ConfigurationBuilder service =
        new ConfigurationBuilder()
            .model(model.file(), FALSE_ALARM_RATE)
            .set("cameras.limits", Map.of("troubles", List.of()));
    return TopologySetup.alertsOnly("replay", TOPIC, service).threads(threads);
  }

  private Result measure(long images, int threads) throws InterruptedException {
    TopologyLine line = new TopologyLine(setup(threads), kafka, folder);
    Configuration configuration =
        setup(threads).configuration().kafka(kafka.bootstrapServers()).stateDir(folder).build();
    double[] topology = new double[rounds];
    double[] replay = new double[rounds];
    double[] ratios = new double[rounds];
    Collection<Incident> incidents = List.of();
    ReplayResult last = null;
    for (int round = -1; round < rounds; round++) {
      double rate = line.run().imagesPerSecond();
      incidents = incidents(configuration);
      last = replay(configuration, threads, incidents);
      if (round >= 0) {
        topology[round] = rate;
        replay[round] = last.imagesPerSecond();
        ratios[round] = replay[round] / rate;
      }
    }
    if (last == null || last.total().images() != images) {
      throw new IllegalStateException("the replay did not read all images");
    }
    return new Result(
        threads,
        images,
        median(topology),
        median(replay),
        median(ratios),
        last.total().wasAlerts(),
        last.total().different(),
        last.was().size(),
        different(last));
  }

  private static Collection<Incident> incidents(Configuration configuration) {
    try (IncidentLog log = IncidentLog.open(configuration)) {
      return log.read().stream().map(event -> event.data().incident()).toList();
    }
  }

  private ReplayResult replay(
      Configuration configuration, int threads, Collection<Incident> incidents) {
    Threshold threshold = model.model().metadata().calibration().threshold(FALSE_ALARM_RATE);
    ReplaySettings settings =
        ReplaySettings.of(
            configuration,
            new TimeSpan(start, Instant.now().plus(Duration.ofHours(1))),
            DevicePattern.of(null),
            threshold,
            threads);
    try (HistoryReader reader = HistoryReader.open(configuration)) {
      return new Replay(settings, reader, incidents, new KnownLimits())
          .run(
              model.model(),
              new ModelReference(model.title(), "", ""),
              HistoryReader.Progress.NONE);
    }
  }

  /** The incidents of one of both only. */
  private static int different(ReplayResult result) {
    Set<String> was = result.was().stream().map(each -> each.id()).collect(Collectors.toSet());
    Set<String> would =
        result.would().stream().map(ReplayedIncident::id).collect(Collectors.toSet());
    long both = was.stream().filter(would::contains).count();
    return (int) (was.size() + would.size() - 2 * both);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
