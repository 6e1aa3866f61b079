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

/** Simulated cameras in a row; they publish PNG images over MQTT, one after the other. */
final class CameraLine implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final int CAMERAS = 4;

  /** Learns what the line knows of each image. */
  interface Witness {
    /** Told before an image goes, so that its verdict cannot be there first. */
    void publishes(String device, String sequence, @Nullable Defect defect);
  }

  private final double rate;
  private final double defectShare;
  private final Witness witness;
  private final Random random;
  private final PartCamera camera;
  private final ImagePublisher publisher;

  /**
   * @param rate images a second, over all cameras
   * @param defectShare of parts, in [0, 1]
   */
  CameraLine(
      MqttAccess access, String topic, double rate, double defectShare, long seed, Witness witness)
      throws InterruptedException {
    this.rate = rate;
    this.defectShare = defectShare;
    this.witness = witness;
    this.random = new Random(seed);
    this.camera = new PartCamera(random.nextLong());
    this.publisher =
        new ImagePublisher(new PahoPort(), access, "demo-cameras", new DeviceTopic(topic));
    publisher.connect(CONNECT_TIMEOUT);
  }

  /** Publishes so many images, at the rate; returns when the broker has the last. */
  void publish(long images) throws InterruptedException {
    long start = System.nanoTime();
    for (long i = 0; i < images; i++) {
      long due = start + (long) (i / rate * 1e9);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      Defect defect = nextDefect();
      String device = "line1-camera" + (1 + i % CAMERAS);
      publisher.publish(
          device, camera.next(defect), sequence -> witness.publishes(device, sequence, defect));
    }
  }

  private @Nullable Defect nextDefect() {
    Defect[] defects = Defect.values();
    return random.nextDouble() < defectShare ? defects[random.nextInt(defects.length)] : null;
  }

  @Override
  public void close() {
    publisher.close();
  }
}
