package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.TimeSpan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that reads the history of some devices from Kafka. */
public final class HistoryOptions {
  private final Function<Configuration, HistoryReader> opens;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "T",
      converter = TimeConverter.class,
      description = {
        "The first moment of the history: 2026-11-29T08:00:00Z, 2026-11-29T08:00 or 2026-11-29 in",
        "local time, or a duration back from now, such as 2h or 1d."
      })
  private Instant from = Instant.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "T",
      converter = TimeConverter.class,
      description = "The moment behind the last one, as --from. Default: now.")
  private Instant to = Instant.now();

  @Option(
      names = "--device",
      paramLabel = "PATTERN",
      description = {
        "Only devices whose name matches: * stands for any text, ? for one character.",
        "Default: all devices."
      })
  private @Nullable String device;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's configuration. Default: environment variables only.")
  private @Nullable Path config;

  /** Reads Kafka. */
  public HistoryOptions() {
    this(HistoryReader::open);
  }

  /**
   * @param opens opens the history that a configuration names
   */
  public HistoryOptions(Function<Configuration, HistoryReader> opens) {
    this.opens = opens;
  }

  /** The span of time. */
  public TimeSpan span() {
    return new TimeSpan(from, to);
  }

  /** The devices. */
  public DevicePattern devices() {
    return DevicePattern.of(device);
  }

  /** The pattern of the devices, as the user wrote it. */
  public String devicePattern() {
    return device == null ? "*" : device;
  }

  /** The configuration of the service. */
  public Configuration configuration() {
    return ConfigurationReader.readOrEnvironment(config, System.getenv());
  }

  /** Opens Kafka. The caller must close the reader. */
  public HistoryReader open(Configuration configuration) {
    return opens.apply(configuration);
  }
}
