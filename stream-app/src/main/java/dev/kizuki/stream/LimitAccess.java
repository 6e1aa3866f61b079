package dev.kizuki.stream;

import dev.kizuki.stream.action.ActionWriter;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.WholeTopic;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.LimitAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;

/** The options that all commands of {@code kizuki limits} have, and their use of Kafka. */
final class LimitAccess {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Function<KafkaSettings, Consumer<String, byte[]>> consumers;
  private final Function<KafkaSettings, Producer<String, byte[]>> producers;
  private final Duration longestWait;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's configuration. Default: environment variables only.")
  private @Nullable Path config;

  LimitAccess() {
    this(
        kafka -> new KafkaConsumer<>(kafka.reader("-tool")),
        kafka -> new KafkaProducer<>(kafka.actionProducer()),
        LONGEST_WAIT);
  }

  LimitAccess(
      Function<KafkaSettings, Consumer<String, byte[]>> consumers,
      Function<KafkaSettings, Producer<String, byte[]>> producers,
      Duration longestWait) {
    this.consumers = consumers;
    this.producers = producers;
    this.longestWait = longestWait;
  }

  private Configuration configuration() {
    Configuration configuration = ConfigurationReader.readOrEnvironment(config, System.getenv());
    if (!configuration.incidents().enabled() || !configuration.deviceLimits().enabled()) {
      throw new IllegalArgumentException(
          "incidents.enabled or deviceLimits.enabled is false, so devices learn no limits");
    }
    return configuration;
  }

  /**
   * Reads the limits of devices, by device.
   *
   * @param devices a pattern with the wildcards * and ?
   * @throws ServiceException if Kafka does not answer
   */
  List<DeviceLimit> read(String devices) {
    return List.copyOf(read(configuration(), devices).values());
  }

  /** Reads the limits of devices, which the configuration must enable. */
  Map<String, DeviceLimit> read(Configuration configuration, String devices) {
    DevicePattern pattern = DevicePattern.of(devices);
    Map<String, DeviceLimit> limits = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record :
        WholeTopic.read(
            () -> consumers.apply(new KafkaSettings(configuration)),
            configuration.topics().limits(),
            configuration.kafka().bootstrapServers())) {
      if (record.value() == null) {
        limits.remove(record.key());
      } else if (pattern.matches(record.key())) {
        limits.put(record.key(), limit(record));
      }
    }
    return limits;
  }

  private static DeviceLimit limit(ConsumerRecord<String, byte[]> record) {
    try {
      return IncidentJson.read(record.value(), DeviceLimit.class);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new ServiceException(
          "The record %s-%d@%d is no limit of a device (topics.limits): %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
          e);
    }
  }

  /**
   * Acts on the limits of devices and waits for the changes.
   *
   * @param devices a pattern with the wildcards * and ?
   * @param actions makes an action with an id of its own for each device
   * @return the changed limits
   * @throws IllegalArgumentException if no device fits
   * @throws ServiceException if Kafka does not take an action, or a change does not come back
   */
  List<DeviceLimit> act(String devices, Function<DeviceLimit, LimitAction> actions) {
    Configuration configuration = configuration();
    Map<String, DeviceLimit> before = read(configuration, devices);
    if (before.isEmpty()) {
      throw new IllegalArgumentException(
          "no device that fits '%s' has a burn-in; 'kizuki limits list' shows all"
              .formatted(devices));
    }
    Map<String, String> awaited = new TreeMap<>();
    try (ActionWriter writer =
        new ActionWriter(
            producers.apply(new KafkaSettings(configuration)), configuration.topics().actions())) {
      for (DeviceLimit limit : before.values()) {
        LimitAction action = actions.apply(limit);
        var unused =
            writer.write(limit.device(), action).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        awaited.put(limit.device(), action.id());
      }
      return changes(configuration, devices, awaited);
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      throw new ServiceException(
          "Kafka at %s has not taken the action: %s (check that the user may WRITE the topic '%s')"
              .formatted(
                  configuration.kafka().bootstrapServers(),
                  e.getCause() == null ? e.getMessage() : e.getCause().getMessage(),
                  configuration.topics().actions()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while acting on a limit", e);
    }
  }

  private List<DeviceLimit> changes(
      Configuration configuration, String devices, Map<String, String> awaited)
      throws InterruptedException {
    long end = System.nanoTime() + longestWait.toNanos();
    while (true) {
      Map<String, DeviceLimit> now = read(configuration, devices);
      List<DeviceLimit> changed = new ArrayList<>();
      awaited.forEach(
          (device, action) -> {
            DeviceLimit limit = now.get(device);
            if (limit != null && action.equals(limit.action())) {
              changed.add(limit);
            }
          });
      if (changed.size() == awaited.size()) {
        return changed;
      }
      if (System.nanoTime() >= end) {
        throw new ServiceException(
            ("Kafka has the actions, but %d of %d limits have not changed within %d s. The service"
                    + " may not run ('kizuki doctor'), or has not seen the device since its start")
                .formatted(
                    awaited.size() - changed.size(), awaited.size(), longestWait.toSeconds()),
            null);
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }
}
