package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.rejected.RejectedImage;
import dev.kizuki.stream.rejected.RejectedImages;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code kizuki rejected} that name the topic and select images. */
final class RejectedSelection {
  private final Function<Configuration, RejectedImages> opens;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's configuration. Default: environment variables only.")
  private @Nullable Path config;

  @Option(names = "--device", paramLabel = "ID", description = "Only images of this device.")
  private String device = "";

  @Option(names = "--reason", paramLabel = "CODE", description = "Only images with this reason.")
  private String reason = "";

  /** Reads Kafka. */
  RejectedSelection() {
    this(RejectedImages::new);
  }

  RejectedSelection(Function<Configuration, RejectedImages> opens) {
    this.opens = opens;
  }

  /** Returns the topic that the configuration names. */
  RejectedImages images() {
    return opens.apply(ConfigurationReader.readOrEnvironment(config, System.getenv()));
  }

  /** Returns whether the user selects by device or reason. */
  boolean isPresent() {
    return !device.isEmpty() || !reason.isEmpty();
  }

  /** Returns whether an image has the selected device and reason. */
  boolean fits(RejectedImage image) {
    return (device.isEmpty() || device.equals(image.device()))
        && (reason.isEmpty() || reason.equals(image.reason()));
  }

  /**
   * Stops the command if images are missing.
   *
   * @param missing names of images that are not in the topic
   * @throws IllegalArgumentException if there is one
   */
  static void requireNone(Set<String> missing) {
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no rejected image %s; 'kizuki rejected list' lists the images"
              .formatted(String.join(", ", missing)));
    }
  }
}
