package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.stream.lifecycle.StopSignal;
import dev.kizuki.stream.mqtt.MqttAccess;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki cameras}: the demo's cameras, before a broker of the user's. */
@Command(
    name = "cameras",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Publishes images of simulated parts to an MQTT broker, as the devices line1-camera1 to"
            + " line1-camera4; the model demo-parts knows them.")
public final class CamerasCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--broker",
      required = true,
      paramLabel = "URL",
      description = "The MQTT 5 broker, tcp://HOST:PORT.")
  private URI broker = URI.create("tcp://localhost:1883");

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "The topic, with {device} in it. Default: ${DEFAULT-VALUE}.")
  private String topic = "devices/{device}/images";

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "End after so many images. Default: go on until Ctrl-C.")
  private long images = Long.MAX_VALUE;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Images a second. Default: ${DEFAULT-VALUE}.")
  private double rate = 5;

  @Option(
      names = "--defects",
      paramLabel = "SHARE",
      description = "The share of parts with a defect. Default: ${DEFAULT-VALUE}.")
  private double defects = 0.02;

  @Option(
      names = "--seed",
      description = "The same seed gives the same parts. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Override
  public Integer call() throws InterruptedException {
    if (!(rate > 0) || !(defects >= 0 && defects <= 1) || images <= 0) {
      throw new IllegalArgumentException(
          "--rate and --images must be positive, and --defects between 0 and 1");
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    StopSignal stop = StopSignal.toInterrupt(Thread.currentThread());
    try (CameraLine line =
        new CameraLine(
            MqttAccess.anonymous(broker), topic, rate, defects, seed, new Defects(out))) {
      out.printf("Publishing %.3g images a second to %s, Ctrl-C ends it%n", rate, broker);
      out.flush();
      line.publish(images);
      return 0;
    } catch (InterruptedException e) {
      if (!stop.received()) {
        throw e;
      }
      return 0;
    }
  }

  /** Prints the defects, so that one can see which were found. */
  private record Defects(PrintWriter out) implements CameraLine.Witness {
    @Override
    public void publishes(String device, String sequence, @Nullable Defect defect) {
      if (defect != null) {
        out.printf("%s/%s has a defect: %s%n", device, sequence, defect.label());
        out.flush();
      }
    }
  }
}
