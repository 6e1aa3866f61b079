package dev.kizuki.embedded.demo;

import dev.kizuki.stream.MqttOptions;
import dev.kizuki.stream.lifecycle.StopSignal;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kizuki cameras}: publishes the demo's images to the user's MQTT broker. */
@Command(
    name = "cameras",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Publishes images of simulated products to an MQTT broker, as four cameras on each of three"
            + " lines: stamped plates (line1-camera1 to line1-camera4, model demo-plates), flanges"
            + " (line2, demo-flanges) and castings (line3, demo-castings). A script, repeated"
            + " every 200 seconds, brings a slow fault, a burst of defects, and cameras that go"
            + " dark, freeze and fall silent.")
public final class CamerasCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private final MqttOptions mqtt = new MqttOptions();

  @Mixin private final CameraOptions cameras = new CameraOptions(12, 0.002);

  @Override
  public Integer call() throws InterruptedException {
    CameraSettings settings = cameras.settings();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    StopSignal stop = StopSignal.toInterrupt(Thread.currentThread());
    try (Cameras publishing =
        new Cameras(mqtt.access(), mqtt.topic(), settings, new DefectPrinter(out))) {
      out.printf(
          "Publishing %.3g images a second to %s, Ctrl-C stops%n", settings.rate(), mqtt.broker());
      out.flush();
      publishing.publish();
      return 0;
    } catch (InterruptedException e) {
      if (!stop.received()) {
        throw e;
      }
      return 0;
    }
  }

  /** Prints what is not a good part, to compare with the alerts. */
  private record DefectPrinter(PrintWriter out) implements Cameras.Listener {
    @Override
    public void onPublish(String device, String sequence, Truth truth) {
      if (truth.part() != Truth.Part.GOOD) {
        out.printf("%s/%s: %s%n", device, sequence, truth.text());
        out.flush();
      }
    }
  }
}
