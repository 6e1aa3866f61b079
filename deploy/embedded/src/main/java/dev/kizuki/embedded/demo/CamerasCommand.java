package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.simulator.Defect;
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
        "Publishes images of simulated parts to an MQTT broker, as the devices line1-camera1 to"
            + " line1-camera4. The model demo-parts is trained for these images.")
public final class CamerasCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private final MqttOptions mqtt = new MqttOptions();

  @Mixin private final CameraOptions cameras = new CameraOptions(5, 0.02);

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

  /** Prints each defect, to compare with the alerts. */
  private record DefectPrinter(PrintWriter out) implements Cameras.Listener {
    @Override
    public void onPublish(String device, String sequence, @Nullable Defect defect) {
      if (defect != null) {
        out.printf("%s/%s has a defect: %s%n", device, sequence, defect.label());
        out.flush();
      }
    }
  }
}
