package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.simulator.LineCamera;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The simulated cameras of all lines. They publish JPEG images over MQTT in turn. */
final class Cameras implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  /** Learns of each image and what it shows. */
  interface Listener {
    /** Called before the image is published, and so before its verdict can arrive. */
    void onPublish(String device, String sequence, Truth truth);
  }

  private final CameraSettings settings;
  private final Listener listener;
  private final List<DemoCamera> cameras;
  private final Pace pace;
  private final ImagePublisher publisher;

  /**
   * Connects to the broker.
   *
   * @param topic the topic of images, with {@code {device}} in it
   */
  Cameras(MqttAccess access, String topic, CameraSettings settings, Listener listener)
      throws InterruptedException {
    Script script = Script.ofTheDemo();
    this.settings = settings;
    this.listener = listener;
    this.cameras = cameras(settings, script);
    this.pace = Pace.of(settings, script);
    this.publisher =
        new ImagePublisher(new PahoPort(), access, "demo-cameras", new DeviceTopic(topic));
    publisher.connect(CONNECT_TIMEOUT);
  }

  /** Makes the cameras of all lines, ordered so that neighbours belong to different lines. */
  static List<DemoCamera> cameras(CameraSettings settings, Script script) {
    Random random = new Random(settings.seed());
    List<DemoCamera> cameras = new ArrayList<>();
    Map<DemoLine, LineCamera> pictures = new EnumMap<>(DemoLine.class);
    for (DemoLine line : DemoLine.values()) {
      pictures.put(line, new LineCamera(line.product(), random.nextLong()));
    }
    for (int i = 0; i < DemoLine.CAMERAS; i++) {
      for (Map.Entry<DemoLine, LineCamera> entry : pictures.entrySet()) {
        DemoLine line = entry.getKey();
        cameras.add(
            new DemoCamera(
                line.devices().get(i),
                line,
                entry.getValue(),
                script,
                settings.defectShare(),
                random.nextLong()));
      }
    }
    return cameras;
  }

  /** Publishes the images at their rate. Returns when the broker has acknowledged the last one. */
  void publish() throws InterruptedException {
    long start = System.nanoTime();
    long published = 0;
    for (long turn = 0; published < settings.images(); turn++) {
      TimeUnit.NANOSECONDS.sleep(start + pace.due(turn).toNanos() - System.nanoTime());
      DemoCamera camera = cameras.get((int) (turn % cameras.size()));
      Optional<DemoCamera.Shot> shot = camera.next(pace.scriptTime(turn));
      if (shot.isPresent()) {
        published++;
        publish(camera.device(), shot.get());
      }
    }
  }

  private void publish(String device, DemoCamera.Shot shot) throws InterruptedException {
    publisher.publish(
        device, shot.jpeg(), sequence -> listener.onPublish(device, sequence, shot.truth()));
  }

  @Override
  public void close() {
    publisher.close();
  }
}
