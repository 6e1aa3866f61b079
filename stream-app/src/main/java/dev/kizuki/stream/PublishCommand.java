package dev.kizuki.stream;

import dev.kizuki.model.ServiceLimitsCheck;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki publish}: publishes image files over MQTT, like a device. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes image files over MQTT at QoS 1, like a device.",
      "Hidden files in folders (.DS_Store, __MACOSX, ...) are left out; links are followed.",
      "Exits with 0 if all were published, 1 if a file could not be read."
    })
final class PublishCommand implements Callable<Integer> {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final MqttOptions mqtt = new MqttOptions();

  @Option(names = "--device", required = true, paramLabel = "ID", description = "The device.")
  private String device = "";

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Files, or folders.")
  private List<Path> images = List.of();

  @Override
  public Integer call() throws InterruptedException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = line.getOut();
    DeviceTopic topic = new DeviceTopic(mqtt.topic());
    if (device.isBlank()
        || device.matches(".*[+#].*")
        || !topic.device(topic.of(device)).equals(Optional.of(device))) {
      throw new IllegalArgumentException(
          "--device must be a name without + #, with one part for each name in braces of '%s', was '%s'"
              .formatted(topic, device));
    }
    List<Path> files = ImageFiles.find(images);
    boolean allPublished = true;
    ServiceLimitsCheck service = new ServiceLimitsCheck();
    try (ImagePublisher publisher =
        new ImagePublisher(new PahoPort(), mqtt.access(), "kizuki-publish-" + device, topic)) {
      publisher.connect(CONNECT_TIMEOUT);
      for (Path file : files) {
        allPublished &= publish(publisher, device, file, service, out);
        out.flush();
      }
    }
    service.sentence().ifPresent(sentence -> line.getErr().println("WARNING: " + sentence));
    return allPublished ? 0 : 1;
  }

  /** Publishes one file; returns false if it cannot be read. */
  static boolean publish(
      ImagePublisher publisher,
      String device,
      Path file,
      ServiceLimitsCheck service,
      PrintWriter out)
      throws InterruptedException {
    ImageFiles.Content content = ImageFiles.read(file);
    if (content instanceof ImageFiles.Content.Payload payload) {
      service.add(payload.bytes());
      publisher.publish(device, payload.bytes());
      out.println("published " + file);
      return true;
    }
    String reason = ((ImageFiles.Content.Unreadable) content).reason();
    out.println("not published, cannot be read: %s: %s".formatted(reason, file));
    return false;
  }
}
