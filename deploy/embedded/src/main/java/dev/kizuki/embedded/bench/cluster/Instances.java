package dev.kizuki.embedded.bench.cluster;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Instances of the service with one consumer group. */
final class Instances implements AutoCloseable {
  static final Duration READY = Duration.ofSeconds(90);

  private final Path folder;
  private final String group;
  private final ConfigurationBuilder configuration;
  private final Membership membership;
  private final List<ServiceProcess> running = new ArrayList<>();
  private int started;

  /**
   * @param folder the folder of their files
   * @param group the consumer group, {@code kafka.applicationId}; a new one reads all images
   */
  Instances(Path folder, String group, ConfigurationBuilder configuration) {
    this(folder, group, configuration, Membership.CLASSIC);
  }

  Instances(Path folder, String group, ConfigurationBuilder configuration, Membership membership) {
    this.folder = folder;
    this.membership = membership;
    this.group = group;
    this.configuration = configuration.set("kafka.applicationId", group);
  }

  /** Starts instances, and waits until they are ready. */
  void start(int count) throws InterruptedException {
    List<ServiceProcess> starting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "%s-%d".formatted(group, ++started);
      ServiceProcess instance =
          new ServiceProcess(
              folder, name, configuration.set("kafka.properties", membership.settings(name)));
      running.add(instance);
      starting.add(instance);
    }
    for (ServiceProcess instance : starting) {
      instance.awaitReady(READY);
    }
  }

  /** Returns and forgets the instance that was started last. */
  ServiceProcess removeLast() {
    return running.remove(running.size() - 1);
  }

  /** Stops the instance that was started last, starts it again, and waits until it is ready. */
  void restartLast() throws InterruptedException {
    ServiceProcess last = running.get(running.size() - 1);
    last.stop();
    last.start();
    last.awaitReady(READY);
  }

  /** Kills the instance that was started last, starts it again, and waits until it is ready. */
  void killLast() throws InterruptedException {
    ServiceProcess last = running.get(running.size() - 1);
    last.kill();
    last.start();
    last.awaitReady(READY);
  }

  ServiceProcess first() {
    return running.get(0);
  }

  /** Returns whether no image waits in Kafka. While Kafka does not answer, nobody knows. */
  boolean haveScoredAll() throws InterruptedException {
    return first().metric("kizuki_lag") == 0; // NaN is not 0
  }

  /** Returns how many images the instances have scored since they started. */
  long scored() throws InterruptedException {
    return sum("kizuki_images_scored_total");
  }

  /** Returns how many images the instances have rejected since they started. */
  long rejected() throws InterruptedException {
    return sum("kizuki_images_rejected_total");
  }

  /** Returns how many images the instances have judged anomalous since they started. */
  long anomalies() throws InterruptedException {
    return sum("kizuki_device_anomalies_total");
  }

  private long sum(String metric) throws InterruptedException {
    double sum = 0;
    for (ServiceProcess instance : running) {
      sum += instance.metric(metric);
    }
    return Math.round(sum);
  }

  /** Returns the processor time of all instances. */
  Duration cpu() {
    return running.stream().map(ServiceProcess::cpu).reduce(Duration.ZERO, Duration::plus);
  }

  /** Returns what each instance holds. */
  List<Footprint> footprints() {
    return running.stream().map(ServiceProcess::footprint).toList();
  }

  /** Stops all instances. */
  void stop() throws InterruptedException {
    while (!running.isEmpty()) {
      removeLast().stop();
    }
  }

  @Override
  public void close() {
    running.forEach(ServiceProcess::close);
  }
}
