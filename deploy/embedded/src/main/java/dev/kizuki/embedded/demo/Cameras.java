package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Simulated cameras that publish PNG images over MQTT in turn. */
final class Cameras implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final int CAMERAS = 4;

  /** Learns of each image and its defect. */
  interface Listener {
    /** Called before the image is published, and so before its verdict can arrive. */
    void onPublish(String device, String sequence, @Nullable Defect defect);
  }

  private final CameraSettings settings;
  private final Listener listener;
  private final Random random;
  private final PartCamera camera;
  private final ImagePublisher publisher;

  /**
   * Connects to the broker.
   *
   * @param topic the topic of images, with {@code {device}} in it
   */
  Cameras(MqttAccess access, String topic, CameraSettings settings, Listener listener)
      throws InterruptedException {
    this.settings = settings;
    this.listener = listener;
    this.random = new Random(settings.seed());
    this.camera = new PartCamera(random.nextLong());
    this.publisher =
        new ImagePublisher(new PahoPort(), access, "demo-cameras", new DeviceTopic(topic));
    publisher.connect(CONNECT_TIMEOUT);
  }

  /** Publishes the images at their rate. Returns when the broker has acknowledged the last one. */
  void publish() throws InterruptedException {
    long start = System.nanoTime();
    for (long i = 0; i < settings.images(); i++) {
      long due = start + (long) (i / settings.rate() * 1e9);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      Defect defect = nextDefect();
      String device = "line1-camera" + (1 + i % CAMERAS);
      publisher.publish(
          device, camera.next(defect), sequence -> listener.onPublish(device, sequence, defect));
    }
  }

  private @Nullable Defect nextDefect() {
    Defect[] defects = Defect.values();
    return random.nextDouble() < settings.defectShare()
        ? defects[random.nextInt(defects.length)]
        : null;
  }

  @Override
  public void close() {
    publisher.close();
  }
}
