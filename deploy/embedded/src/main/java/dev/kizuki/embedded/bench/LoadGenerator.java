package dev.kizuki.embedded.bench;

import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Publishes images of several devices at QoS 1, up to {@value #IN_FLIGHT} at a time. */
final class LoadGenerator implements AutoCloseable {
  private static final int IN_FLIGHT = 90;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ImagePublisher publisher;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Supplies the images. */
  interface Source {
    /** Returns an image by its number, from 0. */
    byte[] image(long number);

    /**
     * Called before an image is published.
     *
     * @param id the id that the image's event will have
     */
    void onPublish(long number, String id);
  }

  LoadGenerator(MqttAccess access) throws InterruptedException {
    publisher =
        new ImagePublisher(
            new PahoPort(), access, "bench-load", new DeviceTopic("devices/{device}/images"));
    publisher.connect(TIMEOUT);
  }

  /**
   * Publishes images. Returns when the broker has acknowledged all of them.
   *
   * @param images the number of images
   * @param rate images a second; infinity publishes as fast as the broker acknowledges
   * @throws IllegalStateException if the broker refuses an image
   */
  void publish(long images, double rate, Source source) throws InterruptedException {
    long start = System.nanoTime();
    for (long i = 0; i < images; i++) {
      if (Double.isFinite(rate)) {
        TimeUnit.NANOSECONDS.sleep(start + (long) (i / rate * 1e9) - System.nanoTime());
      }
      room.acquire();
      long number = i;
      String device = "camera-" + i % BenchKafka.DEVICES;
      var unused = // the callback handles the result
          publisher
              .publishAsync(
                  device,
                  source.image(i),
                  sequence -> source.onPublish(number, device + "/" + sequence))
              .whenComplete(
                  (done, e) -> {
                    if (e != null) {
                      failure.compareAndSet(null, e);
                    }
                    room.release();
                  });
      Throwable failed = failure.get();
      if (failed != null) {
        throw new IllegalStateException("the MQTT broker did not accept an image", failed);
      }
    }
    room.acquire(IN_FLIGHT);
    room.release(IN_FLIGHT);
  }

  @Override
  public void close() {
    publisher.close();
  }
}
