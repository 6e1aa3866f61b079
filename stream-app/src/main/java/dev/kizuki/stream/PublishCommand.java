package dev.kizuki.stream;

import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki publish}: image files over MQTT, as a device would send them. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = "Publishes image files over MQTT at QoS 1, as a device would.")
final class PublishCommand implements Callable<Integer> {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--broker",
      required = true,
      paramLabel = "URL",
      description = "The MQTT 5 broker, tcp://HOST:PORT or ssl://HOST:PORT.")
  private URI broker = URI.create("tcp://localhost:1883");

  @Option(names = "--device", required = true, paramLabel = "ID", description = "The device.")
  private String device = "";

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "The topic, with {device} in it. Default: ${DEFAULT-VALUE}.")
  private String topic = "devices/{device}/images";

  @Option(names = "--username", description = "The user name. Default: none.")
  private String username = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file that holds the password. Default: none.")
  private String passwordFile = "";

  @Option(
      names = "--trusted-file",
      paramLabel = "FILE",
      description = "PEM, who may have signed the broker's certificate. Default: Java's own.")
  private String trustedFile = "";

  @Option(
      names = "--certificate-file",
      paramLabel = "FILE",
      description = "PEM, this device's private key and certificate chain. Default: none.")
  private String certificateFile = "";

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Files, or folders.")
  private List<Path> images = List.of();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (device.isBlank() || device.matches(".*[/+#].*")) {
      throw new IllegalArgumentException(
          "--device must be one level of a topic, without / + #, was '%s'".formatted(device));
    }
    List<Path> files = ImageFiles.find(images);
    try (ImagePublisher publisher =
        new ImagePublisher(
            new PahoPort(),
            new MqttAccess(broker, username, passwordFile, trustedFile, certificateFile),
            "kizuki-publish-" + device,
            new DeviceTopic(topic))) {
      publisher.connect(CONNECT_TIMEOUT);
      for (Path file : files) {
        publisher.publish(device, ImageFiles.read(file));
        out.println("published " + file);
        out.flush();
      }
    }
    return 0;
  }
}
